// What a field may be, and the column that it becomes.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "support/open.hpp"

enum class plan { free, paid };
enum class level : std::int16_t { low = -1, normal, high };
template <>
inline constexpr bool tenon::enum_as_integer<level> = true;

struct Everything {
    std::string id;
    std::string tenantId;
    bool yes = false;
    std::int8_t tiny = 0;
    std::int16_t small = 0;
    std::int32_t medium = 0;
    std::int64_t large = 0;
    std::uint8_t octet = 0;
    std::uint16_t word = 0;
    std::uint32_t unsigned_ = 0;
    float single = 0;
    double real = 0;
    std::string text;
    tenon::blob bytes;
    std::optional<std::string> maybe;
    plan by_name = plan::free;
    level by_number = level::normal;
    tenon::timestamp moment{};
    tenon::date day{};
    tenon::uuid uuid{};
    tenon::decimal decimal;
    tenon::json json;
    std::vector<std::int64_t> numbers;
};
using app = tenon::schema<Everything>;

int main() {
    const auto print = [](const tenon::statement_event& sent) {
        if (sent.verb == tenon::verb::schema) std::printf("%s\n", std::string(sent.text).c_str());
    };
    auto db = example::open<app>({.on_statement = print}).value();
    db.create_tables().value();
    auto rows = tenon::repository<Everything>(db.tenant("acme"));
    const Everything written{.id = "1",
                             .tenantId = "acme",
                             .yes = true,
                             .tiny = -128,
                             .large = std::numeric_limits<std::int64_t>::min(),
                             .unsigned_ = std::numeric_limits<std::uint32_t>::max(),
                             .single = 0.1F,
                             .real = std::numeric_limits<double>::denorm_min(),
                             .text = "\xe2\x82\xac", // a NUL in it would do for SQLite only
                             .bytes = tenon::to_blob(std::string_view("\xff\0", 2)),
                             .maybe = "", // not NULL
                             .by_name = plan::paid,
                             .by_number = level::low,
                             .moment = *tenon::parse_timestamp("2024-02-29T12:00:00.123Z"),
                             .day = std::chrono::year{1815} / 12 / 10,
                             .uuid = *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
                             .decimal = *tenon::decimal::parse("0.10000000000000000000000000001"),
                             .json = *tenon::json::parse(R"({"a": [1, 2]})"),
                             .numbers = {1, -1, std::numeric_limits<std::int64_t>::max()}};
    rows.create(written).value();
    const Everything read = rows.get("1").value();

    const bool same = read.yes == written.yes && read.tiny == written.tiny && read.large == written.large &&
                      read.unsigned_ == written.unsigned_ && !(read.single < written.single) &&
                      !(read.single > written.single) && !(read.real < written.real) && !(read.real > written.real) &&
                      read.text == written.text && read.bytes == written.bytes && read.maybe == written.maybe &&
                      read.by_name == written.by_name && read.by_number == written.by_number &&
                      read.moment == written.moment && read.day == written.day && read.uuid == written.uuid &&
                      read.decimal == written.decimal && read.json == written.json && read.numbers == written.numbers;
    std::printf("\nread as written: %s\n", same ? "yes" : "no");
}
