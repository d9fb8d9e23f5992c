// What SQLite's texts and numbers can hold, and JSON cannot.
#include <tenon/sqlite.hpp>

#include <limits>
#include <optional>
#include <string>

#include "support/catch.hpp"

namespace {

struct Sample {
    std::string id;
    std::string tenantId;
    std::string text;
    double value = 0;
    std::optional<bool> kept;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};
using app = tenon::schema<Sample, tenon::audit_entry>;

std::string trail_of(const std::string& text, double value = 0) {
    const auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    tenon::repository<Sample>(db.tenant("a")).create({.id = "1", .text = text, .value = value}).value();
    return tenon::repository<tenon::audit_entry>(db.tenant("a")).find_first().value().value().after.value().text();
}

} // namespace

TEST_CASE("control characters and NUL are told by their bytes", "[audit]") {
    using namespace std::string_literals;
    CHECK(trail_of("a\x01z"s) == R"({"id":"1","tenantId":"a","text":"hex:61017a","value":0.0,"kept":null})");
    CHECK(trail_of("a\0z"s) == R"({"id":"1","tenantId":"a","text":"hex:61007a","value":0.0,"kept":null})");
    CHECK(trail_of("\r\x1f"s) == R"({"id":"1","tenantId":"a","text":"hex:0d1f","value":0.0,"kept":null})");
    CHECK(trail_of("\r\n\t -\x7f"s) == "{\"id\":\"1\",\"tenantId\":\"a\",\"text\":\"\\r\\n\\t -\x7f\",\"value\":0.0,\"kept\":null}");
}

TEST_CASE("all digits of a number are told, and infinity as a text", "[audit]") {
    CHECK(trail_of("", 0.1).find(R"("value":0.10000000000000001,)") != std::string::npos);
    CHECK(trail_of("", 1e300).find(R"("value":1.0e+300,)") != std::string::npos);
    CHECK(trail_of("", -std::numeric_limits<double>::infinity()).find(R"("value":"-Inf",)") != std::string::npos);
}
