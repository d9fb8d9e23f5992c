// expect: tenon: a model is audited in a schema without a trail: add tenon::audit_entry to tenon::schema<
// expect: IN_MODEL<Invoice>
#include "use.hpp"

struct Invoice {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    use<Invoice, tenon::audit_entry>();
#else
    use<Invoice>();
#endif
}
