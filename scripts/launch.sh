# shellcheck shell=sh
# Becomes the command. Read by scripts/osgnet, and by bin/osgnet of a distribution, which set
#   home            the folder of the jars, with a file 'built' whose line is another one for every build
#   archives        a folder for archives of classes, which nobody else can write to; empty for none
#   bundle, config  of the demo, for the rehearsal

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    none="JAVA_HOME is $JAVA_HOME, where there is no bin/java; set it to the folder of Java 17 or later, or unset it"
else
    java=java
    none="Java 17 or later is needed, and there is none on the PATH; install it, or set JAVA_HOME to its folder"
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
    # Java 8 calls itself 1.8.
    [ "$major" -gt 1 ] || major="8 or older"
    echo "osgnet: Java 17 or later is needed, and $found is Java $major; set JAVA_HOME to the folder of a later one" >&2
    exit 1
fi
# PyTorch's threads would otherwise spin while they wait, which on a busy machine makes a training step many times longer.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"
# PyTorch takes and frees arrays of megabytes all the time. glibc would keep them in heaps of 64 MB that fill with holes: each array is
# mapped and unmapped instead, in huge pages, which are had quickly.
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
# Only the environment keeps TensorRT from TF32, whose products have 10 bits of mantissa.
[ -n "$tf32" ] || export NVIDIA_TF32_OVERRIDE="${NVIDIA_TF32_OVERRIDE:-0}"
# Java reads and writes names of files in the charset of the locale; that of C, as containers have it, is ASCII.
if ! charset=$(locale charmap 2>/dev/null); then charset=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}; fi
case $charset in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac
# A stream that is closed would be the first file that is opened.
{ : >&1; } 2>/dev/null || exec 1</dev/null
{ : >&2; } 2>/dev/null || exec 2>/dev/null
# A ':' in a name would divide the class path, and the list of archives.
case $home in
    *:*) exec 9<"$home" && home=/proc/self/fd/9 ;;
esac
case $archives in
    *:*) exec 8<"$archives" && archives=/proc/self/fd/8 ;;
esac
# Java on Linux does not look at TMPDIR by itself.
temporary=
case ${TMPDIR:-} in
    /*) [ ! -w "$TMPDIR/" ] || temporary=-Djava.io.tmpdir=$TMPDIR ;;
esac
# The classes that commands start with, as this JVM has read and checked them for these jars: an archive, made once for a build.
# Java leaves one aside that does not fit, with -Xlog:disable without a word; one that is cut off would crash it.
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
    # shellcheck disable=SC2086 # several words or none
    $limit "$java" --enable-native-access=ALL-UNNAMED ${temporary:+"$temporary"} -Dosgnet.terminal=true \
        -XX:ArchiveClassesAtExit="$made" -cp "$home/*" \
        io.github.osgnet4j.cli.Rehearsal "$bundle" "$config" "$rehearsal" || rm -f "$made"
    # An empty one says that this JVM makes none.
    [ -f "$made" ] || true >"$made"
    read -r built <"$home/built"
    echo "$(($(wc -c <"$made"))) $built $home" >"$made.of"
    mv -f "$made" "$archive" && mv -f "$made.of" "$archive.of"
)
if [ -n "$archive" ] && ! whole 2>/dev/null; then
    # What a start that was killed has left.
    find "$archives/" -maxdepth 1 -name 'rehearsal.*' -mmin +60 -exec rm -rf {} + 2>/dev/null || true
    if [ -w "$archives" ] && rehearsal=$(mktemp -d "$archives/rehearsal.XXXXXX"); then
        trap 'rm -rf "$rehearsal"; exit 130' HUP INT TERM
        echo "osgnet: preparing quick starts, once for each build" >&2
        rehearse </dev/null >/dev/null 2>&1 || true
        rm -rf "$rehearsal"
        trap - HUP INT TERM
    fi
    whole 2>/dev/null || archive=
fi
[ -s "$archive" ] || archive=

# Java's best compiler takes half of a short command's time and pays it back in long ones alone: it starts a hundred times later,
# where a few seconds are no matter, and never for a text alone.
case ${1:-} in
    serve | train | bench) compiler= ;;
    *) compiler="-XX:Tier4InvocationThreshold=500000 -XX:Tier4MinInvocationThreshold=60000 -XX:Tier4CompileThreshold=1500000 -XX:Tier4BackEdgeThreshold=4000000" ;;
esac
case $help$#:${1:-} in
    asked* | 0: | 1:-V | 1:--version | *:help | *:-h) compiler=-XX:TieredStopAtLevel=1 ;;
esac
# Java 24 and 25 warn of what protobuf reads memory by, which the user cannot help; they know an option for it, older ones do not.
case $major in
    24 | 25) unsafe=--sun-misc-unsafe-memory-access=allow ;;
    *) unsafe= ;;
esac
if [ -t 2 ]; then terminal=true; else terminal=false; fi
# shellcheck disable=SC2086 # they hold several options or none
exec "$java" --enable-native-access=ALL-UNNAMED -Xlog:disable ${archive:+"-XX:SharedArchiveFile=$archive"} $compiler $unsafe ${temporary:+"$temporary"} -Dosgnet.terminal=$terminal ${OSGNET_JAVA_OPTS:-} -cp "$home/*" io.github.osgnet4j.cli.Osgnet "$@"
