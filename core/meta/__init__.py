"""Facts about any object: names, labels, quantities, conditions, owners, times, errors; pure, stdlib only."""
