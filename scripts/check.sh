#!/usr/bin/env bash
# Everything that can be seen without running the tests. All checks run, so that one look shows all that is to mend.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export PATH=$PWD/.venv/bin:$PATH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Said outright, so that neither a developer's shell nor a .env file decides what is checked.
export OPC_ENV=development DEBUG=false DATA_DIR=$work DATABASE_URL=sqlite:///$work/opc.sqlite3
unset DJANGO_SETTINGS_MODULE

failed=()
step() { # name, command
    local name=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n' "$name"
        sed 's/^/        /' "$work/out"
        failed+=("$name")
    fi
}

# Settings as an office would have them, with a key that nobody else has.
in_production() {
    OPC_ENV=production SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
        ALLOWED_HOSTS=opc.example.go.th CSRF_TRUSTED_ORIGINS=https://opc.example.go.th TRUSTED_PROXY_COUNT=1 "$@"
}

step "python: lint (ruff)" ruff check .
step "python: format (ruff)" ruff format --check .
step "python: types of pure modules (mypy)" mypy
step "python: arrows between apps (import-linter)" lint-imports
step "templates: lint (djlint)" djlint --lint --quiet templates
step "shell: syntax" bash -n scripts/*.sh .ci/run
if command -v shellcheck >/dev/null; then step "shell: lint (shellcheck)" shellcheck scripts/*.sh .ci/run; fi
step "files of others are as VENDOR.md says" python scripts/vendor.py --check
step "the compiled Thai catalogue is up to date" scripts/catalogue.sh --check
step "migrations are complete" python manage.py makemigrations --check --dry-run
step "production settings (check --deploy)" in_production python manage.py check --deploy --fail-level WARNING
step "static files with hashed names (collectstatic)" in_production python manage.py collectstatic --noinput

if [ ${#failed[@]} -gt 0 ]; then
    printf '\n%d check(s) failed: %s\n' "${#failed[@]}" "$(printf '%s; ' "${failed[@]}")" >&2
    exit 1
fi
printf '\nall checks passed\n'
