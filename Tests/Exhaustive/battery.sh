#!/bin/sh
# battery.sh FEED [tests…]: dieharder's tests on four ways through the random streams, FEED being the
# program that gives them. Prints dieharder's verdict on each and a count; 1 if one fails.
#
# The tests are those that dieharder calls good and that end in a minute or so; "-a" is all of them,
# which takes hours. WAYS="seeds strided" leaves the others out. Of a hundred p-values one is weak by
# chance (0.5 % at either end); its test is taken again with more samples until it is clear (-Y 1), and
# each round is a line here.
feed=$1
shift
command -v dieharder > /dev/null || { echo "dieharder is missing: install Debian's dieharder" >&2; exit 2; }
[ $# -gt 0 ] || set -- 0 1 2 3 4 8 9 10 11 12 13 15 16 100 101 102 202 205 206 207 208 209
results=$(mktemp)
trap 'rm -f "$results"' EXIT
for way in ${WAYS:-stream streams seeds strided}; do
  for test; do
    [ "$test" = -a ] || test="-d $test"
    # Its numbers are words from stdin (-g 200); of what it prints: name, n-tuple, p-value, verdict.
    "$feed" $way | dieharder -g 200 $test -Y 1 |
      awk -F'|' -v way=$way '$6 ~ /PASSED|WEAK|FAILED/ {
        gsub(/ /, ""); printf "%-8s %-22s %3s  %s  %s\n", way, $1, $2, $5, $6; fflush() }'
  done
done | tee "$results"
awk '{n[$NF]++}
  END {printf "%d values: %d passed, %d weak, %d failed\n", NR, n["PASSED"], n["WEAK"], n["FAILED"]
       exit !NR || n["FAILED"]}' "$results"
