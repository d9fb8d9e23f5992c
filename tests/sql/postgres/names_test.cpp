// Names that are longer than PostgreSQL keeps them.
#include "sql/postgres/sample.hpp"

#include <set>

using namespace postgres_sample;
using tenon::sql::constraint_name;

namespace {

namespace inner {
enum class Mood { good, bad };
}
struct Moody {
    std::string id;
    std::string tenantId;
    inner::Mood now = inner::Mood::good;
    std::vector<inner::Mood> before;
    static constexpr auto tenon_model = tenon::table();
};

struct Long {
    std::string id;
    std::string tenantId;
    std::optional<std::string> firstParentId;
    std::optional<std::string> firstParentOtherId;
    std::optional<std::string> sharedParentId;
    std::int8_t aVeryLongNumberOfSomethingThatIsNotSaidInFewerWords = 0;
    std::int8_t aVeryLongNumberOfSomethingThatIsNotSaidInFewLines = 0;
    static constexpr auto tenon_model = tenon::table(
        "a_table_with_a_name_of_forty_one_bytes_now", tenon::references<&Long::firstParentId, &Long::id>,
        tenon::references<&Long::firstParentOtherId, &Long::id>, tenon::index<&Long::firstParentId>,
        tenon::index<&Long::firstParentOtherId>, tenon::unique<&Long::firstParentId>, tenon::unique<&Long::firstParentOtherId>);
};
using longs = tenon::schema<Long>;

enum class a_mood_of_whose_name_more_than_sixty_three_bytes_would_be_cut_off { good, bad };
struct Longer {
    std::string id;
    std::string tenantId;
    int aNumberOfSomethingThatIsSaidInSoManyWordsThatAServerCutsItsName_ = 0;
    a_mood_of_whose_name_more_than_sixty_three_bytes_would_be_cut_off mood{};
    static constexpr auto tenon_model = tenon::table("tab\xC3\xA9lle_with_a_name_of_one_byte_more_than_there_is_room_for_all", tenon::in_schema("short"));
};

} // namespace

TEST_CASE("a name is cut before its suffix, at a character") {
    const std::string x(60, 'x');
    CHECK(constraint_name("T", {"a", "b"}, "key", 63) == "T_a_b_key");
    CHECK(constraint_name(x, {}, "pkey", 63) == std::string(58, 'x') + "_pkey");
    CHECK(constraint_name(x, {"a"}, "fkey", 63) == std::string(58, 'x') + "_fkey");
    CHECK(constraint_name(std::string(58, 'x'), {}, "pkey", 63) == std::string(58, 'x') + "_pkey");
    CHECK(constraint_name(std::string(57, 'x') + "\xC3\xA9", {"a"}, "fkey", 63) == std::string(57, 'x') + "_fkey");
    CHECK(constraint_name(std::string(56, 'x') + "\xC3\xA9", {"a"}, "fkey", 63) == std::string(56, 'x') + "\xC3\xA9_fkey");
    CHECK(constraint_name(std::string(55, 'x') + "\xF0\x9F\x99\x82", {"a"}, "fkey", 63) == std::string(55, 'x') + "_fkey");
    CHECK(constraint_name(x, {"a"}, "fkey", tenon::sql::postgres_dialect::longest_name).size() == 63);
}

TEST_CASE("names that are the same once they are cut get numbers; none is longer than the server keeps it") {
    const auto table = table_of<longs>("a_table_with_a_name_of_forty_one_bytes_now");
    REQUIRE(table.foreign_keys.size() == 2);
    CHECK(table.foreign_keys[0].name == "a_table_with_a_name_of_forty_one_bytes_now_tenantId_firstP_fkey");
    CHECK(table.foreign_keys[1].name == "a_table_with_a_name_of_forty_one_bytes_now_tenantId_firs_fkey_2");
    CHECK(table.primary_key_name == "a_table_with_a_name_of_forty_one_bytes_now_pkey");
    std::set<std::string> names;
    std::size_t count = 0;
    const auto add = [&](const std::string& name) {
        INFO(name);
        CHECK(name.size() <= 63);
        names.insert(name);
        ++count;
    };
    for (const auto& index : table.indexes) add(index.name);
    for (const auto& key : table.foreign_keys) add(key.name);
    for (const auto& column : table.columns) add(column.check_name);
    CHECK(count == 13);
    CHECK(names.size() == count);
}

TEST_CASE("a table, a column or an enum whose name the server would cut is refused, all at once") {
    const auto refusal = [](const tenon::sql::ddl_options& options) {
        const auto made = tenon::sql::create_tables_if_possible<dialect, tenon::schema<Moody, Longer>>(options);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == tenon::errc::unsupported);
        CHECK(made.error().model == "Longer");
        return made.error().message;
    };
    const std::string texts = refusal({}), types = refusal({.native_enums = true});
    CHECK(texts.starts_with("PostgreSQL keeps 63 bytes of a name: give Longer another one for tab\xC3\xA9lle_with_a_name_of_one_byte_more_than_there_is_room_for_all, "
                            "Longer another one for aNumberOfSomethingThatIsSaidInSoManyWordsThatAServerCutsItsName_. "));
    CHECK(types.find(", Longer another one for a_mood_of_whose_name_more_than_sixty_three_bytes_would_be_cut_off. ") != types.npos);
    CHECK(tenon::sql::create_tables_if_possible<dialect, longs>({}));
}

TEST_CASE("an enum is called as it is in the program, without its namespaces") {
    CHECK(tenon::column_of<&Moody::now>.enum_name == "Mood");
    CHECK(tenon::column_of<&Moody::before>.enum_name == "Mood");
    CHECK(tenon::column_of<&Moody::before>.enumerators.size() == 2);
    CHECK(tenon::column_of<&Moody::id>.enum_name.empty());
}
