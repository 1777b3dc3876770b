#!/bin/sh
# Starts workerd, $TREEWATCH_WORKERD, so that a Ctrl-C, which reaches every process of the terminal, leaves it alive
# until the tick in hand is done: Treewatch ends it then. An ignored signal stays ignored through exec.
trap '' INT HUP
exec "$TREEWATCH_WORKERD" "$@"
