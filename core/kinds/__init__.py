"""One declarative file per kind or inseparable pair; `registry` finds them all."""
