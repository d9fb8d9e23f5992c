// expect: tenon: a model has more than 100 fields: split it into two models
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int f000, f001, f002, f003, f004, f005, f006, f007, f008, f009;
    int f010, f011, f012, f013, f014, f015, f016, f017, f018, f019;
    int f020, f021, f022, f023, f024, f025, f026, f027, f028, f029;
    int f030, f031, f032, f033, f034, f035, f036, f037, f038, f039;
    int f040, f041, f042, f043, f044, f045, f046, f047, f048, f049;
    int f050, f051, f052, f053, f054, f055, f056, f057, f058, f059;
    int f060, f061, f062, f063, f064, f065, f066, f067, f068, f069;
    int f070, f071, f072, f073, f074, f075, f076, f077, f078, f079;
    int f080, f081, f082, f083, f084, f085, f086, f087, f088, f089;
#ifdef TENON_POSITIVE_TWIN
    int g0, g1, g2, g3, g4, g5, g6, g7;
#else
    int g0, g1, g2, g3, g4, g5, g6, g7, g8;
#endif
};

int main() { use<Order>(); }
