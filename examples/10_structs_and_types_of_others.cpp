// A struct that is not yours to change, a type of your own in a column, and plain SQL data types.
#include <cstdint>
#include <cstdio>
#include <string>

#include "support/open.hpp"

namespace elsewhere { // a library's header, say

struct Credential {
    std::string username;
    std::string tenantId;
    std::string passwordHash;
};

struct money {
    std::int64_t cents = 0;
    friend bool operator==(const money&, const money&) = default;
};

} // namespace elsewhere

// The attributes stand beside the struct.
template <>
inline constexpr auto tenon::model<elsewhere::Credential> =
    tenon::table("credentials", tenon::primary_key<&elsewhere::Credential::username>,
                 tenon::secret<&elsewhere::Credential::passwordHash>);

// One codec makes a type storable: its column, the way there and the way back.
template <>
struct tenon::codec<elsewhere::money> {
    static constexpr auto type = tenon::column_type::int64;
    static std::int64_t encode(const elsewhere::money& value) { return value.cents; }
    static tenon::errc decode(std::int64_t stored, elsewhere::money& out) {
        out.cents = stored;
        return tenon::errc::ok;
    }
    static tenon::errc check(const elsewhere::money& value) {
        return value.cents >= 0 ? tenon::errc::ok : tenon::errc::out_of_range;
    }
};

struct Invoice {
    std::string id;
    std::string tenantId;
    elsewhere::money total;
};

using app = tenon::schema<elsewhere::Credential, Invoice>;

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto acme = db.tenant("acme");

    auto credentials = tenon::repository<elsewhere::Credential>(acme);
    credentials.create({.username = "ann", .passwordHash = "x"}).value();
    std::printf("%s of %s\n", credentials.get("ann").value().username.c_str(),
                credentials.get("ann").value().tenantId.c_str());

    using tenon::field;
    auto invoices = tenon::repository<Invoice>(acme);
    invoices.create({.total = {1990}}).value();
    invoices.create({.total = {250}}).value();
    const auto large = invoices.find_many(tenon::where(field<&Invoice::total> >= elsewhere::money{1000})).value();
    std::printf("%zu large, of %d cents\n", large.size(), static_cast<int>(large[0].total.cents));
    std::printf("%s\n", to_string(invoices.create({.total = {-1}}).error()).c_str());
}
