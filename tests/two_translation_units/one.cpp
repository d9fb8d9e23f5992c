#include "model.hpp"

int main() { return open_and_use() == from_the_other_file() ? 0 : 1; }
