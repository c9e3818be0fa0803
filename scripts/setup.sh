#!/usr/bin/env bash
# Make this checkout ready: system packages, the virtual environment, the compiled Thai catalogue.
#
#   scripts/setup.sh run      what running the system needs
#   scripts/setup.sh test     that, and what the tests need (Chromium, PostgreSQL, poppler)
#   scripts/setup.sh check    the Python packages for linting as well
#
# Safe to run again: what is there already is left alone, and a second run takes a second.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-}
case $purpose in
run | test | check) ;;
*)
    echo "usage: scripts/setup.sh run|test|check" >&2
    exit 2
    ;;
esac

say() { printf 'setup: %s\n' "$*"; }
stop() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# --- Python -----------------------------------------------------------------------------------------------------------

modern_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
    if modern_enough "$candidate"; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || stop "Python 3.11 or newer is needed and was not found; install it, or name it: make run PYTHON=/path/to/python3"

# --- System packages --------------------------------------------------------------------------------------------------
# Asked for by what they give, not by name, so that a Chromium or PostgreSQL from elsewhere is just as good.

missing=()
need() { # package, what it is for, command that succeeds when it is there
    local package=$1 reason=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        say "$package is missing: $reason"
        missing+=("$package")
    fi
}
# Read whole before searching: grep -q would close the pipe early, which pipefail takes for a failure.
libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
has_library() { grep -qF "$1" <<<"$libraries"; }
has_chromium() { type -P chromium || type -P chromium-browser; }
has_postgres_server() { compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
# Ubuntu's archive has Chromium under its older name only.
chromium_package() { if apt-cache show chromium >/dev/null 2>&1; then echo chromium; else echo chromium-browser; fi; }

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
need "python$version-venv" "it makes the virtual environment." "$python" -c 'import ensurepip, venv'
need tzdata "it knows what time it is in Bangkok." test -e /usr/share/zoneinfo/Asia/Bangkok
need libpango-1.0-0 "it sets the Thai text of the official papers (PDF)." has_library libpango-1.0.so.0
need libpangoft2-1.0-0 "it finds the fonts for the official papers (PDF)." has_library libpangoft2-1.0.so.0
need libharfbuzz-subset0 "it keeps the PDF files small." has_library libharfbuzz-subset.so.0
need gettext "it compiles the Thai catalogue." command -v msgfmt
if [ "$purpose" = test ]; then
    need chromium "the tests open the pages in it." has_chromium
    need poppler-utils "the tests read the PDF papers with it." command -v pdftotext
    need postgresql "the tests run on a throw-away server of it as well as on SQLite." has_postgres_server
fi

install_packages() {
    local as_root=() apt
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || stop "please ask an administrator to install: $*"
        as_root=(sudo)
    fi
    # Somebody else may be installing something: wait for the lock instead of failing.
    apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update -q || say "the package lists could not all be refreshed; going on with those at hand."

    local packages=() package
    for package in "$@"; do
        if [ "$package" = chromium ]; then package=$(chromium_package); fi
        packages+=("$package")
    done
    # Debian starts a database server as soon as its package is installed. We start our own in a temporary folder,
    # and nobody who runs our tests has asked for one on port 5432.
    local created=/etc/postgresql-common/createcluster.conf
    if [[ " $* " == *" postgresql "* ]]; then
        "${apt[@]}" install -y -q --no-install-recommends postgresql-common </dev/null &&
            "${as_root[@]}" sed -i.before-opc 's/^#\? *create_main_cluster .*/create_main_cluster = false/' "$created"
    fi
    local result=0
    "${apt[@]}" install -y -q --no-install-recommends "${packages[@]}" </dev/null || result=$?
    if [ -e "$created.before-opc" ]; then "${as_root[@]}" mv "$created.before-opc" "$created"; fi
    return "$result"
}

if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || stop "please install what this system calls: ${missing[*]} (these are Debian's names)."
    install_packages "${missing[@]}" || {
        say "the installation failed; trying once more."
        sleep 5
        install_packages "${missing[@]}" || stop "could not install: ${missing[*]}"
    }
fi

# --- Virtual environment ----------------------------------------------------------------------------------------------

if ! modern_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "making the virtual environment in .venv with Python $version"
    "$python" -m venv --clear .venv
fi

requirements=requirements.txt
if [ "$purpose" = check ]; then requirements="requirements-dev.txt"; fi
stamp=.venv/.installed-$requirements
wanted=$(cat requirements.txt "$requirements" | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing the Python packages of $requirements"
    pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r "$requirements")
    "${pip[@]}" || {
        say "the installation failed; trying once more."
        sleep 5
        "${pip[@]}" || stop "could not install $requirements; is the network there?"
    }
    # Written last: an interrupted installation starts again.
    echo "$wanted" >"$stamp"
fi

scripts/catalogue.sh
