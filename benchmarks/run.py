"""Build the databases, measure part after part, and take everything away again."""

import time

from django.conf import settings
from django.test.utils import override_settings

from benchmarks import (
    countries,
    dashboard,
    environment,
    export,
    memory,
    network,
    pack,
    pages,
    submissions,
    weight,
)  # fmt: skip
from benchmarks.measure import Report


def run(parts, rounds, postgres):
    """Return the `Report`: which targets were missed."""
    report = Report()
    half, third = max(7, rounds // 2), max(5, rounds // 3)
    with override_settings(**_stage()):
        try:
            _build(report, parts)
            for part, title, measure in (
                ("pages", "The plan page against its floors (targets 1, 2, 3, 6)",
                 lambda: pages.measure(report, rounds)),
                ("growth", "The plan ten and a hundred times as large (targets 3, 4, 5)",
                 lambda: pages.measure_growth(report, half)),
                ("dashboard", "The dashboard, at any moment (targets 16, 17, 18)",
                 lambda: dashboard.measure(report, half)),
                ("export", "The workbook (target 8)",
                 lambda: (export.measure(report, rounds), export.measure_memory(report, postgres))),
                ("pack", "The pack of a GLM (targets 8, 10)",
                 lambda: (pack.measure(report, half), pack.measure_alone(report, postgres))),
                ("weight", "The first view (target 11)",
                 lambda: weight.measure(report, postgres)),
                ("memory", "Two workers under load (target 12)",
                 lambda: memory.measure(report, postgres)),
                ("network", "5,000 organisations, 50,000 attendances (targets 13, 14)",
                 lambda: network.measure(report, third)),
                ("submissions", "Sixty leads beside two hundred readers (target 15)",
                 lambda: submissions.measure(report, postgres)),
                ("countries", "200 countries over five years (target 19)",
                 lambda: countries.measure(report, third)),
                ("import", "A workbook of 5,000 actions comes back (target 9)",
                 lambda: countries.measure_import(report, max(3, rounds // 5), postgres)),
            ):  # fmt: skip
                if part in parts:
                    report.title(title)
                    measure()
        finally:
            environment.drop()
    return report


def _build(report, parts):
    sizes = environment.SIZES if {"growth", "dashboard"} & set(parts) else (1,)
    sizes = sorted({*sizes, *((export.SIZE,) if "export" in parts else ())})
    for size in sizes:
        started = time.perf_counter()
        environment.build(size)
        print(f"  built the plan x{size} in {time.perf_counter() - started:.1f} s")


def _stage():
    templates = [dict(engine) for engine in settings.TEMPLATES]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], settings.BASE_DIR / "benchmarks" / "templates"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "ROOT_URLCONF": "benchmarks.urls",
        "TEMPLATES": templates,
        "STORAGES": {**settings.STORAGES, "staticfiles": plain},
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
