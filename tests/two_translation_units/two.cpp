#include "model.hpp"

std::string from_the_other_file() { return open_and_use(); }
