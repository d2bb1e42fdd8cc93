# Makes the database if it is missing, brings its schema up to date and puts the demo data in. Safe to repeat.
#
#   $env:DATABASE_URL = 'postgres://USER:PASSWORD@HOST:5432/wallet_db'; ./deploy/setup.ps1
#
# Needs PostgreSQL's client programs (psql) and Rust; a built wallet is used instead of Rust if WALLET_BIN names it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Fail([string] $Reason) {
    [Console]::Error.WriteLine("setup: $Reason")
    exit 1
}

Set-Location (Join-Path $PSScriptRoot '..')
if (-not $env:DATABASE_URL) {
    $env:DATABASE_URL = 'postgres://postgres:postgres@localhost:5432/wallet_db'
}
if ($env:DATABASE_URL -notmatch '^(?<server>postgres(?:ql)?://[^/?]*)/(?<database>[A-Za-z_][A-Za-z0-9_-]*)(?<parameters>\?.*)?$') {
    Fail 'DATABASE_URL must be postgres://USER@HOST/DATABASE; the embedded store needs no setup, see cargo run --release'
}
$database = $Matches['database']
# The same server's database postgres, which is always there.
$maintenance = $Matches['server'] + '/postgres' + $(if ($Matches.ContainsKey('parameters')) { $Matches['parameters'] })

if (-not (Get-Command psql -ErrorAction SilentlyContinue)) {
    Fail "psql is missing; install PostgreSQL's client programs"
}
$binary = if (Test-Path env:WALLET_BIN) { $env:WALLET_BIN } else { $null }
if (-not $binary -and -not (Get-Command cargo -ErrorAction SilentlyContinue)) {
    Fail 'cargo is missing; install Rust, or name a built wallet in WALLET_BIN'
}

function Invoke-Sql([string] $Statement) {
    # Options alone: where one ends the options with the first word that is none, what follows it would be dropped.
    $answer = $Statement | psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "--dbname=$maintenance" --file=-
    if ($LASTEXITCODE -ne 0) {
        Fail 'PostgreSQL refused; see above'
    }
    return $answer
}

function Invoke-Wallet([string] $Command) {
    if ($binary) { & $binary $Command } else { cargo run --quiet --release -- $Command }
    if ($LASTEXITCODE -ne 0) {
        Fail "wallet $Command failed; see above"
    }
}

if ((Invoke-Sql "SELECT 1 FROM pg_database WHERE datname = '$database'") -eq '1') {
    Write-Output "the database $database is there"
} else {
    Invoke-Sql "CREATE DATABASE `"$database`"" | Out-Null
    Write-Output "created the database $database"
}
Invoke-Wallet 'migrate'
Invoke-Wallet 'seed'
Write-Output 'ready; serve it with: cargo run --release'
