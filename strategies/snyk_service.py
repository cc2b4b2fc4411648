"""What Snyk's command line talks to, on loopback: as much of its API as `snyk test`, `code test` and `monitor` ask for; and OSV's.

The vulnerabilities are made up; the program that asks is the real one.
"""

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "3b2a1c00-0000-4000-8000-0000000000aa"
VERSION = "1.1100.0"


@dataclass
class SnykService:
    """A server that runs: its *url*, the paths that were asked for, and what it answers.

    *vulnerable* gives the weaknesses (id and severity) of a package by its name; *garbage* is sent in the place of every answer;
    *issues* are the results of `snyk code test`, each a level of SARIF.
    """

    url: str
    asked: list[str] = field(default_factory=list)
    vulnerable: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)
    garbage: bytes | None = None

    def environment(self, token: str | None = TOKEN) -> dict[str, str]:
        """What the command line needs to talk to this server and to nobody else."""
        told = {"SNYK_API": f"{self.url}/v1", "SNYK_HTTP_PROTOCOL_UPGRADE": "0", "SNYK_CFG_ORG": "o", "SNYK_DISABLE_ANALYTICS": "1"}
        return {**told, "SNYK_TOKEN": token} if token else told

    def answer(self, method: str, path: str, token: str, body: Any) -> tuple[int, Any]:
        """Status and JSON answer of one request."""
        self.asked.append(f"{method} {path}")
        routes = {
            "test-dep-graph": lambda: self._tested(body), "/monitor/": lambda: {"ok": True, "id": "m1", "uri": f"{self.url}/m1"},
            "settings/sast": lambda: {"sastEnabled": True, "localCodeEngine": {"enabled": True, "url": self.url}},
            "track-sast-usage": lambda: {}, "feature-flags": lambda: {"ok": False, "userMessage": "off"},
            "/filters": lambda: {"configFiles": [], "extensions": [".py"]}, "/bundle": lambda: {"bundleHash": "b1", "missingFiles": []},
            "/analysis": self._analysis,
        }  # fmt: skip
        if path == "/v1/query":  # OSV, which pip-audit asks, has no tokens: https://google.github.io/osv.dev/post-v1-query/
            return 200, {}
        if TOKEN not in token and path != "/filters":
            return 401, {"code": 401, "error": "Not authorised", "message": "The token is not valid"}
        found = next((reply for part, reply in routes.items() if part in path), None)
        return (404, {"error": "not found"}) if found is None else (200, found())

    def _tested(self, body: Mapping[str, Any]) -> dict[str, Any]:
        affected, issues = {}, {}
        for package in body["depGraph"]["pkgs"]:
            info = package["info"]
            for identifier, severity in self.vulnerable.get(info["name"], []):
                issues[identifier] = {
                    "id": identifier, "title": "Made up", "severity": severity, "packageName": info["name"], "fixedIn": ["999"],
                    "CVSSv3": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "identifiers": {"CVE": [], "CWE": ["CWE-1"]},
                    "semver": {"vulnerable": ["*"]}, "description": "Made up.", "cvssScore": 7.5, "language": "python",
                    "packageManager": "pip", "moduleName": info["name"],
                }  # fmt: skip
                pin = {"isPatchable": False, "isPinnable": True, "upgradePaths": []}
                held = affected.setdefault(package["id"], {"pkg": info, "issues": {}})
                held["issues"][identifier] = {"issueId": identifier, "fixInfo": pin}
        meta = {"org": "o", "isPublic": False, **({"policy": body["policy"]} if "policy" in body else {})}
        return {"result": {"affectedPkgs": affected, "issuesData": issues}, "meta": meta}

    def _analysis(self) -> dict[str, Any]:
        results = [
            {"ruleId": "python/Made", "ruleIndex": 0, "level": level, "message": {"text": "made up", "arguments": []},
             "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 1}}}],
             "fingerprints": {"0": str(number)}, "properties": {"priorityScore": 1}}
            for number, level in enumerate(self.issues)
        ]  # fmt: skip
        rule = {"id": "python/Made", "shortDescription": {"text": "made up"}, "properties": {"categories": ["Security"], "cwe": ["CWE-1"]}}
        coverage = [{"files": 1, "isSupported": True, "lang": "Python"}]
        run = {"tool": {"driver": {"name": "SnykCode", "rules": [rule]}}, "results": results, "properties": {"coverage": coverage}}
        sarif = {"version": "2.1.0", "runs": [run]}
        return {"type": "sarif", "status": "COMPLETE", "progress": 1, "sarif": sarif, "coverage": coverage, "timing": {"analysis": 1}}


@contextmanager
def running() -> Iterator[SnykService]:
    """A server on a free port of loopback, until the end."""

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def reply(self) -> None:
            """Answer in JSON, or with the garbage that the test wants."""
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            parsed = json.loads(body) if body[:1] == b"{" else None
            token = f"{self.headers.get('authorization', '')} {self.headers.get('session-token', '')}"
            status, answer = service.answer(self.command, self.path.split("?")[0], token, parsed)
            data = json.dumps(answer).encode() if service.garbage is None else service.garbage
            self.send_response(status if service.garbage is None else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = reply

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service = SnykService(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
