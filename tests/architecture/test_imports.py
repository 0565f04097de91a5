"""The layers hold: each app knows those below it, and nobody above."""

import ast

from tests.architecture.sources import LAYERS, ROOT, SIBLINGS, each, modules, nodes

JUNK_DRAWERS = {"utils", "util", "helpers", "common", "misc", "core", "services"}


def imported(node):
    """Yield the dotted names that one import statement brings in."""
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)


def apps_imported(path):
    names = [name for node in nodes(path) for name in imported(node)]
    return {name.split(".")[0] for name in names}


def above(app):
    """Return the packages that an app must not know."""
    higher = set(LAYERS[LAYERS.index(app) + 1 :])
    higher |= {other for one, other in SIBLINGS if one == app}
    return higher | {"config", "tests", "benchmarks"}


@each(modules(*LAYERS))
def test_an_app_imports_only_the_layers_below_it(path):
    app = path.relative_to(ROOT).parts[0]
    assert not above(app) & apps_imported(path)


@each(modules("config"))
def test_config_imports_no_test_and_no_benchmark(path):
    assert not {"tests", "benchmarks"} & apps_imported(path)


@each(modules())
def test_names_are_imported_one_by_one_and_at_the_top(path):
    functions = [n for n in nodes(path) if isinstance(n, ast.FunctionDef | ast.Lambda)]
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom):
            assert [alias.name for alias in node.names] != ["*"], f"star import, line {node.lineno}"
    inside = [
        n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    # `AppConfig.ready` runs once the models stand: Django's own place for imports that register.
    ready = [f for f in functions if getattr(f, "name", "") == "ready" and path.name == "apps.py"]
    allowed = [n for f in ready for n in ast.walk(f)]
    assert not [f"local import, line {n.lineno}" for n in inside if n not in allowed]


@each(modules(*LAYERS))
def test_no_import_hides_in_a_string(path):
    """`apps.get_model` and `import_module` would let an app reach upwards unseen."""
    calls = [n.func for n in nodes(path) if isinstance(n, ast.Call)]
    names = {getattr(func, "attr", getattr(func, "id", "")) for func in calls}
    assert not {"get_model", "import_module", "__import__", "import_string"} & names


@each(modules())
def test_a_module_is_named_by_its_subject(path):
    assert not JUNK_DRAWERS & {path.stem, path.parent.name}


def test_the_layers_are_the_apps_that_are_installed():
    from django.conf import settings

    ours = [name.split(".")[0] for name in settings.INSTALLED_APPS]
    assert [name for name in dict.fromkeys(ours) if (ROOT / name).is_dir()] == list(LAYERS)
