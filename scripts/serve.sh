#!/usr/bin/env bash
# The development server with the worker beside it; both end together, and the server's exit code is ours.
#
#   scripts/serve.sh 127.0.0.1:8000
set -uo pipefail
cd "$(dirname "$0")/.." || exit

.venv/bin/python manage.py work &
worker=$!
.venv/bin/python manage.py runserver "$@" &
server=$!

# bash shields what it starts with & from Ctrl-C, so the server is told by us; TERM ends it with 0, as Ctrl-C does.
told=
trap 'told=yes; kill -TERM "$server" 2>/dev/null' INT TERM HUP

# A signal interrupts the first wait; the next one waits for the end that it has asked for.
while :; do
    told=
    wait "$server"
    code=$?
    [ -n "$told" ] || break
done

# After the piece in hand; the job then stands in the queue again. One that has ended by itself is no reason to complain.
kill -TERM "$worker" 2>/dev/null
wait "$worker" 2>/dev/null
exit "$code"
