// Empty: a target makes a precompiled header only for a source that reads it, and main.cpp cannot.
