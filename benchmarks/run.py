"""Build the databases, measure part after part, and take everything away again."""

import time

from django.conf import settings
from django.test.utils import override_settings

from benchmarks import (
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
    """Return the numbers of the targets that were missed."""
    report = Report()
    with override_settings(**_stage()):
        try:
            _build(report, parts)
            if "pages" in parts:
                report.title("The plan page against its floors (targets 1, 2, 3, 6)")
                pages.measure(report, rounds)
            if "growth" in parts:
                report.title("The plan ten and a hundred times as large (targets 3, 4, 5)")
                pages.measure_growth(report, max(7, rounds // 2))
            if "dashboard" in parts:
                report.title("The dashboard, at any moment (targets 16, 17, 18)")
                dashboard.measure(report, max(7, rounds // 2))
            if "export" in parts:
                report.title("The workbook (target 8)")
                export.measure(report, rounds)
                export.measure_memory(report, postgres)
            if "pack" in parts:
                report.title("The pack of a GLM (targets 8, 10)")
                pack.measure(report, max(7, rounds // 2))
                pack.measure_alone(report, postgres)
            if "weight" in parts:
                report.title("The first view (target 11)")
                weight.measure(report, postgres)
            if "memory" in parts:
                report.title("Two workers under load (target 12)")
                memory.measure(report, postgres)
            if "network" in parts:
                report.title("5,000 organisations, 50,000 attendances (targets 13, 14)")
                network.measure(report, max(5, rounds // 3))
            if "submissions" in parts:
                report.title("Sixty leads beside two hundred readers (target 15)")
                submissions.measure(report, postgres)
        finally:
            environment.drop()
    return report.missed


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
