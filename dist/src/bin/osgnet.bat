@echo off
rem Starts the osgnet command of the installation that contains this file. It never writes to the installation.
setlocal
set "OSGNET_ROOT=%~dp0.."
if defined JAVA_HOME goto named
set "OSGNET_JAVA=java"
where java >nul 2>nul || goto none
goto version
:named
set "OSGNET_JAVA=%JAVA_HOME%\bin\java"
if not exist "%OSGNET_JAVA%.exe" goto wrong
:version
set OSGNET_VERSION=
set OSGNET_MAJOR=
for /f "tokens=3" %%v in ('^""%OSGNET_JAVA%" -version 2^>^&1 ^| findstr /c:" version "^"') do set "OSGNET_VERSION=%%~v"
for /f "delims=.-+" %%m in ("%OSGNET_VERSION%") do set "OSGNET_MAJOR=%%m"
if not defined OSGNET_MAJOR goto start
if %OSGNET_MAJOR% LSS 17 goto old
:start
"%OSGNET_JAVA%" --enable-native-access=ALL-UNNAMED %OSGNET_JAVA_OPTS% -cp "%OSGNET_ROOT%\lib\*" io.github.osgnet4j.cli.Osgnet %*
exit /b %ERRORLEVEL%
:none
echo osgnet: Java 17 or later is needed, but there is no java on the PATH; install it, or set JAVA_HOME to its folder>&2
exit /b 1
:wrong
echo osgnet: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe; set it to the folder of Java 17 or later>&2
exit /b 1
:old
echo osgnet: Java 17 or later is needed, but this is Java %OSGNET_VERSION%; set JAVA_HOME to the folder of a later version>&2
exit /b 1
