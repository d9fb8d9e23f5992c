// expect: tenon: tenant_via leads over more than six parents: give the model a field std::string tenantId
// expect: IN_MODEL<Part7>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
};
struct Part1 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part1::parent>, tenon::references<&Part1::parent, &Order::id>);
};
struct Part2 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part2::parent>, tenon::references<&Part2::parent, &Part1::id>);
};
struct Part3 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part3::parent>, tenon::references<&Part3::parent, &Part2::id>);
};
struct Part4 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part4::parent>, tenon::references<&Part4::parent, &Part3::id>);
};
struct Part5 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part5::parent>, tenon::references<&Part5::parent, &Part4::id>);
};
struct Part6 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part6::parent>, tenon::references<&Part6::parent, &Part5::id>);
};
struct Part7 {
    std::string id, parent;
#ifdef TENON_POSITIVE_TWIN
    std::string tenantId;
#else
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part7::parent>, tenon::references<&Part7::parent, &Part6::id>);
#endif
};
struct Part8 {
    std::string id, parent;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Part8::parent>, tenon::references<&Part8::parent, &Part7::id>);
};

int main() { use<Part8, Part7, Part6, Part5, Part4, Part3, Part2, Part1, Order>(); }
