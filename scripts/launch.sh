# shellcheck shell=sh
# Executes the command. Sourced by scripts/osgnet, and by bin/osgnet of a distribution, which set
#   home            the folder of the jars, with a file 'built' whose line is different for every build
#   archives        a folder for class data archives that nobody else can write to; empty for none
#   bundle, config  those of the demo, for the rehearsal

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    none="JAVA_HOME is $JAVA_HOME, which has no bin/java; set it to the folder of Java 17 or later, or unset it"
else
    java=java
    none="Java 17 or later is needed, but there is no java on the PATH; install it, or set JAVA_HOME to its folder"
fi
if ! found=$(command -v -- "$java"); then
    echo "osgnet: $none" >&2
    exit 1
fi
version=
release=$(readlink -f -- "$found" 2>/dev/null) && release=${release%/bin/java}/release
if [ -r "$release" ]; then
    while IFS='=' read -r key value; do
        case $key:$value in
            JAVA_RUNTIME_VERSION:*[!0-9A-Za-z.+\"_-]*) ;;
            JAVA_RUNTIME_VERSION:\"[0-9]*\") value=${value#\"} && version=${value%\"} ;;
        esac
    done <"$release"
fi
major=${version%%[!0-9]*}
[ -n "$major" ] || major=$("$java" -version 2>&1 | sed -n 's/^[^"]* version "\([0-9][0-9]*\).*/\1/p')
if [ -n "$major" ] && [ "$major" -lt 17 ]; then
    # Java 8 reports version 1.8.
    [ "$major" -gt 1 ] || major="8 or older"
    echo "osgnet: Java 17 or later is needed, but $found is Java $major; set JAVA_HOME to the folder of a later version" >&2
    exit 1
fi
# Otherwise PyTorch's threads spin while they wait, which makes a training step many times slower on a busy machine.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"
# PyTorch constantly allocates and frees arrays of megabytes. glibc would keep them in heaps of 64 MB that become fragmented. Instead, map
# and unmap each array, in huge pages, which are allocated quickly.
case ${1:-} in
    train)
        export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-1048576}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-67108864}"
        export THP_MEM_ALLOC_ENABLE="${THP_MEM_ALLOC_ENABLE:-1}"
        ;;
esac
help= tf32=
for word; do
    case $word in
        --help) help=asked ;;
        --tf32) tf32=asked ;;
    esac
done
# Only this variable keeps TensorRT from using TF32, whose products have a 10-bit mantissa.
[ -n "$tf32" ] || export NVIDIA_TF32_OVERRIDE="${NVIDIA_TF32_OVERRIDE:-0}"
# Java encodes file names in the charset of the locale; that of the C locale, common in containers, is ASCII.
if ! charset=$(locale charmap 2>/dev/null); then charset=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}; fi
case $charset in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac
# If a standard stream is closed, the next file that is opened would take its descriptor.
{ : >&1; } 2>/dev/null || exec 1</dev/null
{ : >&2; } 2>/dev/null || exec 2>/dev/null
# A ':' in a path would split the class path or the list of archives.
case $home in
    *:*) exec 9<"$home" && home=/proc/self/fd/9 ;;
esac
case $archives in
    *:*) exec 8<"$archives" && archives=/proc/self/fd/8 ;;
esac
# Java on Linux ignores TMPDIR.
temporary=
case ${TMPDIR:-} in
    /*) [ ! -w "$TMPDIR/" ] || temporary=-Djava.io.tmpdir=$TMPDIR ;;
esac
# A class data archive: the classes that commands start with, parsed and verified by this JVM for these jars, created once per build.
# Java ignores an archive that does not match (silently, with -Xlog:disable), but a truncated one would crash it.
archive=
[ -z "$version" ] || [ -z "$archives" ] || archive=$archives/java-$version.jsa
whole() (
    read -r bytes build place <"$archive.of" && read -r built <"$home/built" &&
        [ "$build $place" = "$built $home" ] && [ "$bytes" = "$(($(wc -c <"$archive")))" ]
)
rehearse() (
    made=$rehearsal/classes.jsa
    unset OSGNET_SCAN OSGNET_JAVA_OPTS
    limit="timeout --foreground 120"
    $limit true || limit=
    # shellcheck disable=SC2086 # may be several words or none
    $limit "$java" --enable-native-access=ALL-UNNAMED ${temporary:+"$temporary"} -Dosgnet.terminal=true \
        -XX:ArchiveClassesAtExit="$made" -cp "$home/*" \
        io.github.osgnet4j.cli.Rehearsal "$bundle" "$config" "$rehearsal" || rm -f "$made"
    # An empty file means that this JVM cannot create one.
    [ -f "$made" ] || true >"$made"
    read -r built <"$home/built"
    echo "$(($(wc -c <"$made"))) $built $home" >"$made.of"
    mv -f "$made" "$archive" && mv -f "$made.of" "$archive.of"
)
if [ -n "$archive" ] && ! whole 2>/dev/null; then
    # Remove what a killed start has left behind.
    find "$archives/" -maxdepth 1 -name 'rehearsal.*' -mmin +60 -exec rm -rf {} + 2>/dev/null || true
    if [ -w "$archives" ] && rehearsal=$(mktemp -d "$archives/rehearsal.XXXXXX"); then
        trap 'rm -rf "$rehearsal"; exit 130' HUP INT TERM
        echo "osgnet: preparing faster starts, once per build" >&2
        rehearse </dev/null >/dev/null 2>&1 || true
        rm -rf "$rehearsal"
        trap - HUP INT TERM
    fi
    whole 2>/dev/null || archive=
fi
[ -s "$archive" ] || archive=

# C2 would take half of a short command's CPU time and pays off only in long ones: let it start a hundred times later, when a few
# seconds no longer matter, and not at all for help and version texts.
case ${1:-} in
    serve | train | bench) compiler= ;;
    *) compiler="-XX:Tier4InvocationThreshold=500000 -XX:Tier4MinInvocationThreshold=60000 -XX:Tier4CompileThreshold=1500000 -XX:Tier4BackEdgeThreshold=4000000" ;;
esac
case $help$#:${1:-} in
    asked* | 0: | 1:-V | 1:--version | *:help | *:-h) compiler=-XX:TieredStopAtLevel=1 ;;
esac
# Java 24 and 25 warn about protobuf's use of Unsafe, which users cannot change. Older versions do not have this option.
case $major in
    24 | 25) unsafe=--sun-misc-unsafe-memory-access=allow ;;
    *) unsafe= ;;
esac
if [ -t 2 ]; then terminal=true; else terminal=false; fi
# shellcheck disable=SC2086 # each may be several options or none
exec "$java" --enable-native-access=ALL-UNNAMED -Xlog:disable ${archive:+"-XX:SharedArchiveFile=$archive"} $compiler $unsafe ${temporary:+"$temporary"} -Dosgnet.terminal=$terminal ${OSGNET_JAVA_OPTS:-} -cp "$home/*" io.github.osgnet4j.cli.Osgnet "$@"
