#!/usr/bin/env bash
# A throw-away PostgreSQL: its own folder, its own port, nobody else's data, and gone afterwards.
#
#   scripts/postgres.sh run COMMAND…         start one, run the command with DATABASE_URL set, take it away again
#   eval "$(scripts/postgres.sh start)"      start one that stays; sets DATABASE_URL and OPC_POSTGRES
#   scripts/postgres.sh stop                 stop the one that OPC_POSTGRES names, and delete it
set -euo pipefail

stop() {
    printf 'postgres: %s\n' "$*" >&2
    exit 1
}

# The newest one that Debian has put there; by full path, since other programs of these names may stand in PATH.
find_binaries() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 | xargs -r dirname
}

# PostgreSQL refuses to run as root; Debian's package has made a user for it. From /, which that user may enter.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        (cd / && "$@")
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_server() { # sets: folder, port
    local settings try
    # /tmp whatever TMPDIR says: the path of a socket may not be longer than about 100 characters.
    folder=$(mktemp -d /tmp/opc-postgres.XXXXXX)
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    # C.UTF-8 as in production: sorting is then the same on every machine, and Thai order is ours (thai/).
    as_server "$binaries/initdb" --pgdata="$folder/data" --username=opc --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 || {
        cat "$folder/initdb.log" >&2
        stop "initdb failed"
    }
    # Nothing here has to outlive a power cut.
    settings="-k $folder -h 127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    settings+=" -c max_connections=100"
    for try in 1 2 3; do
        port=$(free_port) # may be taken again before we have it, hence the tries
        if as_server "$binaries/pg_ctl" --pgdata="$folder/data" --log="$folder/data/server.log" --wait --timeout=60 \
            --silent -o "$settings -p $port" start >/dev/null 2>&1; then
            "$binaries/createdb" --host=127.0.0.1 --port="$port" --username=opc opc
            return
        fi
    done
    cat "$folder/data/server.log" >&2 || true
    stop "the server did not start in $try tries"
}

remove_server() { # folder
    [ -n "$1" ] || return 0
    if [ -e "$1/data/postmaster.pid" ]; then
        as_server "$binaries/pg_ctl" --pgdata="$1/data" --mode=immediate --silent --wait stop || true
    fi
    rm -rf "$1"
}

binaries=$(find_binaries)
[ -n "$binaries" ] || stop "there is no PostgreSQL server here: run scripts/setup.sh test, or apt-get install postgresql"
folder='' port=''
action=${1:-}
shift || true

case $action in
run)
    [ $# -gt 0 ] || stop "run what? usage: scripts/postgres.sh run COMMAND…"
    trap 'remove_server "$folder"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    start_server
    DATABASE_URL="postgres://opc@127.0.0.1:$port/opc" "$@"
    ;;
start)
    trap 'remove_server "$folder"' EXIT
    start_server
    trap - EXIT
    echo "export DATABASE_URL=postgres://opc@127.0.0.1:$port/opc OPC_POSTGRES=$folder"
    ;;
stop)
    # Deletes a folder: only ever one of ours.
    [[ ${OPC_POSTGRES:-} == /tmp/opc-postgres.?????? ]] || stop "OPC_POSTGRES does not name a server of ours"
    remove_server "$OPC_POSTGRES"
    ;;
*)
    echo "usage: scripts/postgres.sh run COMMAND… | start | stop" >&2
    exit 2
    ;;
esac
