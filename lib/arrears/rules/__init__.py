"""Pure rules: arrays, policy values and a day in, new arrays out; no clock, file, table or locale."""
