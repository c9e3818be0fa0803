#!/usr/bin/env bash
# The whole suite on the databases named, or on both; the closing line of each run comes last.
#
#   scripts/test.sh [sqlite] [postgres]
#
# PYTEST_ADDOPTS reaches pytest as usual: PYTEST_ADDOPTS='-k slots' scripts/test.sh sqlite
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# = 0 ]; then set -- sqlite postgres; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Said outright, so that neither a developer's shell nor a .env file decides what is tested.
export OPC_ENV=development DEBUG=false ALLOWED_HOSTS=127.0.0.1,localhost CSRF_TRUSTED_ORIGINS='' \
    TRUSTED_PROXY_COUNT=0 SECRET_KEY='the tests keep no secrets, and this is long enough to say so' DATA_DIR=$work
unset DJANGO_SETTINGS_MODULE
# A worker that is done takes over from one that is not.
suite=(.venv/bin/python -m pytest --numprocesses="${TEST_WORKERS:-2}" --dist=worksteal)

result=0
for database in "$@"; do
    printf '\n--- tests on %s ---\n' "$database"
    case $database in
    sqlite) DATABASE_URL="sqlite:///$work/opc.sqlite3" "${suite[@]}" 2>&1 | tee "$work/$database.log" || result=1 ;;
    postgres) scripts/postgres.sh run "${suite[@]}" 2>&1 | tee "$work/$database.log" || result=1 ;;
    *)
        echo "test: no such database: $database" >&2
        exit 2
        ;;
    esac
done

echo
for database in "$@"; do
    printf '%-9s %s\n' "$database" "$(tail -n 1 "$work/$database.log")"
done
exit "$result"
