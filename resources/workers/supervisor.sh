#!/bin/sh
# Outlives Triptych's core by a moment, so that no worker does. The core writes "+GROUP" when it starts a worker (each is the
# leader of a process group) and "-GROUP" when one has ended. However the core ends, its end of the pipe closes; then every
# group that is left is killed, busy or not. A signal from the terminal is not the core's end.
trap '' INT TERM HUP QUIT
groups=' '
while IFS= read -r line; do
  group=${line#?}
  case $group in '' | *[!0-9]*) continue ;; esac
  case $line in
    +*) groups="$groups$group " ;;
    -*) case $groups in *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;; esac ;;
  esac
done
# Spelt so that dash, bash and busybox all take it: dash knows no `--` after `-9`.
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
exit 0
