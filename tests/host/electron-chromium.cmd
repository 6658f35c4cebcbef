@echo off
rem Stands in for the Electron executable on Windows: needs Node 24 on PATH.
node -e "process.exit(parseInt(process.versions.node, 10) >= 24 ? 0 : 1)" 2>nul
if errorlevel 1 (
  echo Sluice needs Node 24 here: install it from https://nodejs.org and put it on your PATH. 1>&2
  exit /b 1
)
node --disable-sigusr1 "%~dp0boot.ts" %*
