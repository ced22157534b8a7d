"""A machine with AVX-512 in software: Debian's kernel under Bochs, with one program as its only process.

    python3 bochs.py PROGRAM [ARGUMENT ...]    prints what it prints; 150 times slower than a CPU

Arguments that name files go along, and so do the libraries that the program needs. The kernel is downloaded once."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from elf import need

BUILD = Path(os.environ.get("GESSO_BUILD", Path(__file__).resolve().parents[2] / ".build-harness")) / "bochs"
GRUB = "/usr/lib/grub/i386-pc"
LIMIT = 1200  # seconds

# The kernel refuses the vector registers where the sizes of their compacted states do not add up, as they do not in
# Bochs: without XSAVEC (10:1) and XSAVES (10:3) it asks for no other than the plain one.
MENU = """set timeout=0
menuentry gesso {{
  linux /kernel console=ttyS0,115200 quiet mitigations=off tsc=reliable lpj=1000000 clearcpuid=321,323 \\
    rdinit={script}
  initrd /initrd
}}
"""

SCRIPT = """#!/bin/sh
{command}
echo "exit status $?"
read forever
"""

MACHINE = """cpu: model=corei7_skylake_x, ips=50000000, ignore_bad_msrs=1
memory: guest=512, host=512
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path={image}, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev={serial}
display_library: term
log: {folder}/log
panic: action=fatal
"""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)
    if done.returncode:
        raise RuntimeError(f"{command}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


def kernel():
    """Debian's for virtual machines, taken out of its package: installed, it would be the host's next one to boot."""
    kept = BUILD / "kernel"
    if not kept.exists():
        found = re.search(r"Depends: (linux-image-\S+)", run("apt-cache", "depends", "linux-image-cloud-amd64"))
        if not found:
            raise RuntimeError("apt knows no linux-image-cloud-amd64: run apt-get update")
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            run("apt-get", "download", found[1], cwd=folder)
            run("dpkg-deb", "-x", next(Path(folder).glob("*.deb")), folder)
            next(Path(folder, "boot").glob("vmlinuz-*")).rename(kept)
    return kept


def files_of(command):
    """The script's shell, the files that the command names, and the libraries of both programs."""
    named = ["/bin/sh", *(word for word in command if Path(word).is_file())]
    linked = subprocess.run(["ldd", "/bin/sh", command[0]], text=True, capture_output=True).stdout  # 1: static
    return named + re.findall(r"(/\S+) \(0x", linked)


def image(command, folder):
    """A disc that boots into the command; its files lie where they lie here."""
    script, disc = Path(folder, "script"), Path(folder, "disc")
    script.write_text(SCRIPT.format(command=shlex.join(command)))
    script.chmod(0o755)
    Path(disc, "boot", "grub").mkdir(parents=True)
    Path(disc, "boot", "grub", "grub.cfg").write_text(MENU.format(script=script))
    shutil.copy(kernel(), disc / "kernel")
    paths = [script, *map(Path, files_of(command))]
    parents = sorted({parent for path in paths for parent in path.parents if parent.name})
    names = "".join(f"{path.relative_to('/')}\n" for path in [*parents, *paths])
    run("cpio", "--create", "--format=newc", "--dereference", "--directory=/", "--quiet",
        f"--file={disc}/initrd", input=names)
    run("grub-mkrescue", "-d", GRUB, "-o", f"{folder}/image.iso", disc)
    return f"{folder}/image.iso"


def followed(serial, bochs):
    """What the machine prints until the command has ended, and how that did."""
    end = time.monotonic() + LIMIT
    while True:
        alive = bochs.poll() is None and time.monotonic() < end
        printed = serial.read_text(errors="replace")
        status = re.search(r"^exit status (\d+)$", printed, re.M)
        if status or not alive:
            return printed, status
        time.sleep(1)


def lines(*words):
    """What the command prints; RuntimeError if it fails."""
    command = [str(Path(word).absolute()) if Path(word).is_file() else word for word in words]
    with tempfile.TemporaryDirectory() as folder:
        serial = Path(folder, "serial")
        serial.touch()
        Path(folder, "machine").write_text(MACHINE.format(image=image(command, folder), serial=serial, folder=folder))
        Path(folder, "start").write_text("c\n")  # Debian's Bochs is a debugger: continue
        command_line = [need("bochs", "bochs"), "-q", "-f", f"{folder}/machine", "-rc", f"{folder}/start"]
        with subprocess.Popen(command_line, env={**os.environ, "TERM": "vt100"}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as bochs:
            try:
                printed, status = followed(serial, bochs)
            finally:
                bochs.kill()
        if not status or int(status[1]):
            log = Path(folder, "log")
            last = log.read_text(errors="replace")[-2000:] if log.exists() else "Bochs did not start"
            end = status[0] if status else "no end"
            raise RuntimeError(f"{shlex.join(command)}: {end} under Bochs\n{printed}{last}")
    from_kernel = re.compile(r"\[ *\d+\.\d+\]")
    return [line for line in printed[:status.start()].splitlines() if not from_kernel.match(line)]


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    print(*lines(*sys.argv[1:]), sep="\n")
