#!/usr/bin/env bash
# Makes the database if it is missing, brings its schema up to date and puts the demo data in. Safe to repeat.
#
#   DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/wallet_db deploy/setup.sh
#
# Needs PostgreSQL's client programs (psql) and Rust; a built `wallet` is used instead of Rust if WALLET_BIN names it.
set -euo pipefail

fail() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${DATABASE_URL:=postgres://postgres:postgres@localhost:5432/wallet_db}"
export DATABASE_URL

case $DATABASE_URL in
  postgres://*/?* | postgresql://*/?*) ;;
  *) fail 'DATABASE_URL must be postgres://USER@HOST/DATABASE; the embedded store needs no setup, see cargo run --release' ;;
esac
command -v psql >/dev/null || fail "psql is missing; install PostgreSQL's client programs (Debian: postgresql-client)"

if [[ -n ${WALLET_BIN:-} ]]; then
  wallet=("$WALLET_BIN")
else
  command -v cargo >/dev/null || fail 'cargo is missing; install Rust, or name a built wallet in WALLET_BIN'
  wallet=(cargo run --quiet --release --)
fi

# The same server's database postgres, which is always there: postgres://USER@HOST/wallet_db?x=y -> .../postgres?x=y
location=${DATABASE_URL%%\?*}
parameters=${DATABASE_URL#"$location"}
database=${location##*/}
[[ $database =~ ^[A-Za-z_][A-Za-z0-9_-]*$ ]] || fail "the database's name in DATABASE_URL must be letters, digits, _ and -"
maintenance=${location%/*}/postgres$parameters

# Options alone: where one ends the options with the first word that is none, what follows it would be dropped.
ask() {
  psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$maintenance" --command="$1"
}

exists=$(ask "SELECT 1 FROM pg_database WHERE datname = '$database'") || fail 'PostgreSQL cannot be asked; see above'
if [[ $exists == 1 ]]; then
  echo "the database $database is there"
else
  ask "CREATE DATABASE \"$database\"" || fail "the database $database cannot be created; see above"
  echo "created the database $database"
fi

"${wallet[@]}" migrate
"${wallet[@]}" seed
echo 'ready; serve it with: DATABASE_URL=... cargo run --release'
