"""Why a handler could not be loaded, in one line, and what to do about it."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

from lambdatest.errors import HandlerError, did_you_mean
from lambdatest.model import Function
from lambdatest.runtime.guard_violation import GuardViolation
from lambdatest.runtime.limit import TimedOut
from lambdatest.runtime.user_code import UserCode

DISTRIBUTIONS = {
    "attr": "attrs",
    "aws_lambda_powertools": "aws-lambda-powertools",
    "awsgi": "aws-wsgi",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "elasticsearch_dsl": "elasticsearch-dsl",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "googleapiclient": "google-api-python-client",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "magic": "python-magic",
    "MySQLdb": "mysqlclient",
    "nacl": "PyNaCl",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "pkg_resources": "setuptools",
    "psycopg2": "psycopg2-binary",
    "requests_aws4auth": "requests-aws4auth",
    "serverless_wsgi": "serverless-wsgi",
    "rest_framework": "djangorestframework",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slack": "slackclient",
    "telegram": "python-telegram-bot",
    "yaml": "PyYAML",
}
"""Distributions that are not called like the package that they install."""


ASYNCHRONOUS = {"aioboto3": "boto3", "aiobotocore": "botocore", "aiodynamo": "boto3", "aioboto": "boto3"}
"""SDKs that send by themselves what boto3 sends: moto has no way to answer them."""
_IMPORTS = re.compile(rf"^\s*(?:from|import)\s+({'|'.join(ASYNCHRONOUS)})\b", re.MULTILINE)
MANIFESTS = {
    "requirements.txt": "pip install -r {}", "requirements/base.txt": "pip install -r {}", "uv.lock": "uv sync --directory {folder}",
    "poetry.lock": "poetry install --directory {folder}", "Pipfile": "PIPENV_PIPFILE={} pipenv install",
    "pyproject.toml": "pip install {folder}",
}
"""Files that list what a project needs, and the command that installs it."""


def asynchronous(sources: Mapping[str, str]) -> HandlerError | None:
    """Why a function whose *sources*, by file, use an SDK that nothing answers is not run; None where they do not."""
    for file, text in sources.items():
        if found := _IMPORTS.search(text):
            line = text.count("\n", 0, found.start(1)) + 1
            return _unanswered(f"{file}:{line}", found[1])
    return None


def _unanswered(where: str, name: str) -> HandlerError:
    reason = f"{where} imports {name}, an asynchronous client whose calls the mocked account cannot answer"
    return HandlerError(reason, f"use {ASYNCHRONOUS[name]}, or test it with a double of your own")


def bad_path(function: Function, why: str) -> HandlerError:
    """The handler path itself is wrong."""
    return HandlerError(f"handler {function.handler!r} {why}", f"correct it at {function.location}")


def missing_attribute(function: Function, name: str, file: str, names: list[str]) -> HandlerError:
    """The module has no such name."""
    return bad_path(function, f"names {name!r}, which {file} does not define; {did_you_mean(name, names)}")


def explain(error: BaseException, function: Function, code: UserCode, module: str) -> HandlerError:
    """What *error*, raised while *module* was imported, means to the one who wrote it."""
    where = _where(error, code)
    if isinstance(error, SyntaxError):
        place = f"{code.relative(error.filename or '?')}:{error.lineno}"
        return HandlerError(f"syntax error in {place}: {error.msg}", f"mend that line{_newer(function)}")
    if isinstance(error, ModuleNotFoundError):
        return _missing_module(error, function, code, module, where)
    if isinstance(error, ImportError):
        return HandlerError(f"{where}: {error}", f"install the version that the function asks for{_requirements(code)}")
    if isinstance(error, KeyError) and _from_environ(error.__traceback__):
        name = error.args[0] if error.args else "?"
        remedy = f"declare it under the environment of {function.name!r} at {function.location}"
        return HandlerError(f"{where} needs the environment variable {name}, which is not declared", remedy)
    if isinstance(error, SystemExit):
        return HandlerError(f"{where} calls sys.exit({error.code!r}) while it is imported", "let the module be imported without it")
    if isinstance(error, TimedOut):
        return HandlerError(f"importing {module} does not end within 10 s, which is what Lambda allows ({where})", "do less at import")
    if isinstance(error, GuardViolation):
        return HandlerError(f"{where} does what is not allowed here while it is imported: {error}", "do it in the handler, or mock it")
    text = str(error).split("\n", maxsplit=1)[0]
    name = type(error).__name__
    return HandlerError(f"{where} raises {name}: {text}" if text else f"{where} raises {name}", _older(function))


def _missing_module(error: ModuleNotFoundError, function: Function, code: UserCode, module: str, where: str) -> HandlerError:
    name = error.name or ""
    if name and (module == name or module.startswith(f"{name}.")):
        file = module.replace(".", "/") + ".py"
        return bad_path(function, f"needs the file {file}, which is not in {code.root}{_near(code, file)}")
    top = name.split(".", maxsplit=1)[0]
    if not top or _is_local(code, top):
        return HandlerError(f"{where}: {error}", "correct the import, or the code root of the function")
    if top in ASYNCHRONOUS:
        return _unanswered(where, top)
    package = "-".join(name.split(".")[:3]) if top == "google" else DISTRIBUTIONS.get(top, top.replace("_", "-"))
    remedy = f"pip install {package}{_requirements(code)}"
    found = _found_elsewhere(code, top)
    if found:
        remedy = f"the project has {found}: let the function's code root or a layer hold it; or {remedy}"
    return HandlerError(f"{where} imports {name}, which is not installed", remedy)


def _where(error: BaseException, code: UserCode) -> str:
    """The deepest line of the user's own code."""
    frames = code.frames(error.__traceback__)
    return str(frames[-1]) if frames else "the handler's module"


def _from_environ(traceback: TracebackType | None) -> bool:
    """Whether the exception comes from ``os.environ[...]``."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_globals.get("__name__") == "os"


def _older(function: Function) -> str:
    return f"mend it, or declare what it needs at {function.location}{_newer(function)}"


def _newer(function: Function) -> str:
    """A remark where the function's Python is not the one that runs here."""
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return "" if function.runtime in ("", here) else f"; this is {here}, the function's runtime is {function.runtime}"


def _requirements(code: UserCode) -> str:
    """What lists the project's requirements, next to the handler or above it as far as the repository's root, and how to install it."""
    for folder in _upwards(code):
        for name, command in MANIFESTS.items():
            if (folder / name).is_file():
                return f" (or {command.format(folder / name, folder=folder)})"
    return ""


def _upwards(code: UserCode) -> Iterator[Path]:
    folder = Path(code.root)
    for candidate in (folder, *list(folder.parents)[:3]):
        yield candidate
        if (candidate / ".git").exists():
            return


def _is_local(code: UserCode, name: str) -> bool:
    return os.path.exists(os.path.join(code.root, name)) or os.path.exists(os.path.join(code.root, f"{name}.py"))


def _near(code: UserCode, file: str) -> str:
    """A file of the same name elsewhere under the code root."""
    found = _search(code, Path(file).name)
    return f"; there is {found}" if found else ""


def _found_elsewhere(code: UserCode, name: str) -> str | None:
    return _search(code, f"{name}.py")


def _search(code: UserCode, name: str) -> str | None:
    """The first file of that *name* among the first thousand folders under the code root."""
    for count, (folder, folders, files) in enumerate(os.walk(code.root)):
        folders[:] = sorted(f for f in folders if code.owns(os.path.join(folder, f, "x.py")) and not f.startswith("."))
        if name in files:
            return code.relative(os.path.join(folder, name))
        if count > 1000:
            break
    return None
