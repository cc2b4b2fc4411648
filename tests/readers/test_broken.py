"""Broken IaC files get one line with the place, or their functions are listed: a sample of what `python -m benchmarks.broken` runs."""

import os
from collections import Counter

import pytest

from benchmarks import broken, broken_project
from lambdatest import readers
from lambdatest.cli.__main__ import run
from lambdatest.errors import ProjectError
from strategies.stranger import stranger

pytestmark = pytest.mark.once

CORPUS = list(broken_project.corpus())
SAMPLE = CORPUS[3::23]


@pytest.mark.parametrize("project", SAMPLE, ids=[one.label for one in SAMPLE])
def test_a_broken_file_gets_one_line_or_its_functions_are_listed(tmp_path, project):
    assert broken.answer(project, tmp_path).complaint() is None


def test_the_corpus_has_more_than_500_broken_files_of_every_format_and_each_is_another():
    assert len(CORPUS) >= 500 and len({one.label for one in CORPUS}) == len(CORPUS)
    by_format = Counter(one.target for one in CORPUS)
    assert set(by_format) == {one.name for one in broken_project.FORMATS} and min(by_format.values()) > 100


def test_a_whole_project_of_each_format_is_no_complaint_and_a_traceback_or_two_lines_are(tmp_path):
    for one in broken_project.FORMATS:
        files = {name: text.encode() for name, text in {**one.files, one.name: one.whole}.items()}
        answer = broken.answer(broken_project.Broken("whole", files, one.name), tmp_path)
        assert answer.status == 0 and answer.complaint() is None and "create" in answer.out.lower()
    for status, err, seconds, megabytes in (
        (1, "Traceback (most recent call last)", 1, 50), (2, "error: a\nerror: b\n", 1, 50), (2, "error: no place\n", 1, 50),
        (2, "error: a.yml:1: x\n", 9, 50), (2, "error: a.yml:1: x\n", 1, 900), (-9, "", 1, 50),
    ):
        assert broken.Answer(status, "", err, seconds, megabytes).complaint() is not None


@pytest.mark.parametrize("make", ["folder", "pipe", "link to nothing", "link to itself", "not readable"])
def test_what_is_no_file_that_can_be_read_is_one_line(tmp_path, monkeypatch, capsys, make):
    file = tmp_path / "serverless.yml"
    if make == "folder":
        file.mkdir()
    elif make == "pipe":
        os.mkfifo(file)
    elif make.startswith("link"):
        file.symlink_to(file if "itself" in make else tmp_path / "none")
    else:
        file.write_text("service: a\n")
        file.chmod(0)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above are closed to a stranger
    with stranger():
        assert run(["show", file.name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_too_large_is_refused_at_once(tmp_path):
    (tmp_path / "serverless.yml").write_text("service: a\n" + "#" * 3_000_000)
    with pytest.raises(ProjectError, match="serverless.yml:1: is larger than"):
        readers.read(tmp_path)
