#!/usr/bin/env bash
# Compile the Thai catalogues whose translations differ from the compiled file (.mo), or only say so with --check.
#
# The compiled files are committed, so that the system runs without gettext. They are compared by what they say, not
# by date or byte: a fresh clone has arbitrary dates, and two versions of msgfmt may write different bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v msgfmt >/dev/null || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stale=0
for po in locale/*/LC_MESSAGES/*.po; do
    [ -e "$po" ] || continue
    mo=${po%.po}.mo
    msgfmt --check-format -o "$work/fresh.mo" "$po"
    if [ -e "$mo" ] && diff -q <(msgunfmt "$work/fresh.mo") <(msgunfmt "$mo") >/dev/null; then continue; fi
    if [ "${1:-}" = --check ]; then
        echo "$mo does not say what $po says: run scripts/catalogue.sh and commit it" >&2
        stale=1
    else
        cp "$work/fresh.mo" "$mo"
        echo "catalogue: compiled $mo"
    fi
done
exit "$stale"
