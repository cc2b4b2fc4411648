"""Where reports and findings are written: files that are never half written."""

import os
import tempfile
from pathlib import Path


def write_file(path: Path, text: str) -> None:
    """Write *text* as UTF-8, whole or not at all; a device or pipe is written to as it is.  Raises OSError."""
    if path.exists() and not path.is_file():
        path.write_text(text, "utf-8")
        return
    path = path.resolve()  # a link stays a link to the new text
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
