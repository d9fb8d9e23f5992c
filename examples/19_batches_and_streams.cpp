// Several verbs in one round trip, rows one after the other, and a token that stops both.
#include <cstdio>
#include <stop_token>
#include <string>
#include <vector>

#include "support/open.hpp"

struct Reading {
    std::string id;
    std::string tenantId;
    std::string sensor;
    int value = 0;
    static constexpr auto tenon_model = tenon::table(tenon::index<&Reading::sensor>);
};
using app = tenon::schema<Reading>;
using tenon::field;
using tenon::where;

// A large table, and a vector of none of it.
tenon::result<long> sum(const auto& scope) {
    long sum = 0;
    for (auto& reading : tenon::repository<Reading>(scope).stream(where(field<&Reading::value> >= 10))) {
        if (!reading) return tenon::fail(reading.error()); // the last one, when reading failed
        sum += reading->value;
    }
    return sum;
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto acme = db.tenant("acme");
    std::vector<Reading> many;
    for (int i = 0; i < 5000; ++i) many.push_back({.id = std::to_string(i), .sensor = i % 2 == 0 ? "roof" : "cellar", .value = i});
    tenon::repository<Reading>(acme).create_many(many).value();

    // On PostgreSQL these are one round trip. Each has its own result.
    auto [first, roof, made, twice] = acme.batch(
        [](auto& tx) { return tenon::repository<Reading>(tx).get("1"); },
        [](auto& tx) { return tenon::repository<Reading>(tx).count(where(field<&Reading::sensor> == "roof")); },
        [](auto& tx) { return tenon::repository<Reading>(tx).create({.id = "new", .sensor = "attic"}); },
        [](auto& tx) { return tenon::repository<Reading>(tx).create({.id = "2", .sensor = "attic"}); });
    std::printf("first of %s, %lld on the roof, one new in the %s, one %s\n", first.value().sensor.c_str(),
                static_cast<long long>(roof.value()), made.value().sensor.c_str(), to_string(twice.error().code).data());

    // So are a hundred of a kind.
    const std::vector<std::string> keys{"10", "20", "gone", "30"};
    const auto readings = acme.batch(keys, [](auto& tx, const std::string& key) { return tenon::repository<Reading>(tx).find_unique(key); });
    for (const auto& reading : readings) std::printf("%d ", reading.value() ? reading.value()->value : -1);

    std::printf("\nsum %ld\n", sum(acme).value());

    std::stop_source stop; // of a request that was hung up, or of a program that ends
    stop.request_stop();
    std::printf("stopped: %s\n", to_string(sum(acme.until(stop.get_token())).error().code).data());
}
