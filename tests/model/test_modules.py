from migrator.model.discovery import find_packages
from migrator.model.values import ModuleRole
from tests.model.trees import model_of


def skipped(model_files: dict[str, str], **plan: object) -> dict[str, str]:
    return {problem.path: problem.stage for problem in model_of(model_files, **plan).coverage.skipped}


def test_folders_without_init_are_modules_too() -> None:
    model = model_of({"pkg/__init__.py": "", "pkg/plain/deep/x.py": "Y = 1"})
    assert [*model.modules] == ["pkg", "pkg.plain", "pkg.plain.deep", "pkg.plain.deep.x"]
    assert model.modules["pkg.plain"].is_namespace
    assert not model.modules["pkg.plain.deep.x"].is_namespace


def test_a_package_shadows_the_module_of_its_name() -> None:
    files = {"pkg/__init__.py": "", "pkg/x.py": "", "pkg/x/__init__.py": ""}
    assert skipped(files) == {"pkg/x.py": "shadowed"}
    assert model_of(files).modules["pkg.x"].path == "pkg/x/__init__.py"


def test_a_module_shadows_the_folder_without_init_of_its_name() -> None:
    files = {"pkg/__init__.py": "", "pkg/x.py": "", "pkg/x/inner.py": ""}
    assert skipped(files) == {"pkg/x/inner.py": "shadowed"}


def test_consumers_are_named_by_their_path() -> None:
    model = model_of(
        {"pkg/__init__.py": "", "tests/unit/test_a.py": "", "run.py": ""}, consumers=("tests", "run.py")
    )
    assert model.modules["tests.unit.test_a"].role is ModuleRole.CONSUMER
    assert model.modules["run"].path == "run.py"


def test_what_the_plan_does_not_name_is_listed_as_outside() -> None:
    assert skipped({"pkg/__init__.py": "", "other/x.py": ""}) == {"other/x.py": "outside"}


def test_excluded_files_are_listed_and_their_imports_are_not_called_dead() -> None:
    files = {"pkg/__init__.py": "", "pkg/gen_pb2.py": "", "pkg/a.py": "from pkg.gen_pb2 import M"}
    model = model_of(files, exclude=("**/*_pb2.py",))
    assert [(problem.path, problem.stage) for problem in model.coverage.skipped] == [
        ("pkg/gen_pb2.py", "excluded")
    ]
    assert [type(use.resolution).__name__ for use in model.name_uses] == ["Unknown"]


def test_a_compiled_module_is_not_called_dead() -> None:
    model = model_of({"pkg/__init__.py": "", "pkg/_fast.pyx": "", "pkg/a.py": "from pkg._fast import go"})
    assert [type(use.resolution).__name__ for use in model.name_uses] == ["Unknown"]


def test_par_10_odd_file_names_crash_nothing_and_are_no_import_targets() -> None:
    names = ("a-b", "c.d", "class", "__main__", "2023_start", "naïve")
    files = {"pkg/__init__.py": "", **{f"pkg/{name}.py": "X = 1" for name in names}}
    modules = model_of(files).modules
    assert {name: modules[f"pkg.{name}"].is_importable for name in names} == {
        "a-b": False, "c.d": False, "class": False, "__main__": True, "2023_start": False, "naïve": True
    }  # fmt: skip


def test_par_10_a_stub_beside_its_source_is_listed_and_changes_nothing() -> None:
    files = {"pkg/__init__.py": "", "pkg/a.py": "X = 1", "pkg/a.pyi": "X: int"}
    assert skipped(files) == {"pkg/a.pyi": "stub"}
    assert str(model_of(files).resolve("pkg.a", "X")).startswith("Defined")


def test_ana_06_the_first_source_root_wins_and_the_other_is_reported() -> None:
    files = {"one/pkg/__init__.py": "", "one/pkg/a.py": "", "two/pkg/__init__.py": "", "two/pkg/b.py": ""}
    model = model_of(files, source_roots=("one", "two"))
    assert [*model.modules] == ["pkg", "pkg.a"]
    assert {problem.path for problem in model.coverage.skipped} == {"two/pkg/__init__.py", "two/pkg/b.py"}


def test_ana_06_namespace_portions_of_several_roots_are_one_package() -> None:
    files = {"one/pkg/a.py": "", "two/pkg/b.py": ""}
    model = model_of(files, source_roots=("one", "two"))
    assert [*model.modules] == ["pkg", "pkg.a", "pkg.b"]


def test_ana_06_a_regular_package_wins_over_a_namespace_that_comes_earlier() -> None:
    files = {"one/pkg/a.py": "", "two/pkg/__init__.py": ""}
    model = model_of(files, source_roots=("one", "two"))
    assert [*model.modules] == ["pkg"]
    assert [problem.path for problem in model.coverage.skipped] == ["one/pkg/a.py"]


def test_a_dotted_package_brings_its_parents() -> None:
    model = model_of(
        {"ns/inner/__init__.py": "", "ns/inner/a.py": "from ns.inner import X"}, packages=("ns.inner",)
    )
    assert [*model.modules] == ["ns", "ns.inner", "ns.inner.a"]


def test_a_single_module_can_be_a_package_of_the_plan() -> None:
    model = model_of({"src/six.py": "X = 1"}, packages=("six",), source_roots=("src",))
    assert [*model.modules] == ["six"]


def test_packages_are_found_under_the_root_and_under_src() -> None:
    found = find_packages(
        ["setup.py", "app/__init__.py", "tests/__init__.py", "src/lib/__init__.py", "docs/conf.py"]
    )
    assert found == (("app", "lib"), ("", "src"), ("docs", "setup.py", "tests"))


def test_without_a_regular_package_folders_of_modules_are_taken() -> None:
    found = find_packages(["setup.py", "app/x.py", "tests/test_x.py"])
    assert found == (("app",), ("",), ("setup.py", "tests"))


def test_a_folder_of_packages_called_as_usual_is_a_source_root() -> None:
    found = find_packages(["setup.py", "lib/app/__init__.py", "lib/app/x.py", "python/ext/__init__.py"])
    assert found == (("app", "ext"), ("lib", "python"), ("setup.py",))


def test_files_beside_the_packages_of_a_source_root_are_consumers() -> None:
    found = find_packages(["lib/app/__init__.py", "lib/run.py", "lib/tests/test_x.py"])
    assert found == (("app",), ("lib",), ("lib/run.py", "lib/tests"))


def by_imports(text: str, folder: str = "code") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Packages and source roots of a tree with one folder of packages, by what its files import."""
    files = {f"{folder}/app/__init__.py": "", f"{folder}/app/x.py": text, "tests/test_x.py": text}
    found = find_packages(files, read=lambda paths: [(path, files[path].encode()) for path in paths])
    return found.packages, found.source_roots


def test_a_folder_whose_packages_are_imported_by_their_own_names_is_a_source_root() -> None:
    assert by_imports("from app import y\nimport app.z\n") == (("app",), ("code",))


def test_a_folder_whose_packages_are_imported_by_its_name_is_a_package() -> None:
    assert by_imports("from code.app import y\n") == (("code",), ("",))
    assert by_imports("import lib.app\n", folder="lib") == (("lib",), ("",))


def test_without_a_word_from_imports_only_usual_source_roots_are_taken() -> None:
    assert by_imports("") == (("code",), ("",))
    assert by_imports("", folder="lib") == (("app",), ("lib",))


def test_a_folder_of_tests_is_no_source_root() -> None:
    assert by_imports("import app\n", folder="tests") == ((), ("",))
