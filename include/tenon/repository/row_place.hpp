// tenon/repository/row_place.hpp: the place of a row in an order: the values of the keys that rows are sorted by.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/wire.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/repository/key_bytes.hpp>
#include <tenon/sql/order.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// Why an order makes no cursors.
enum class cursor_fault { none, no_places, secret, incomparable };
template <class Context, class Model, class Order> consteval cursor_fault cursor_fault_of() {
    if (!sql::has_places<Order>) return cursor_fault::no_places;
    for (std::size_t i = 0; i < sql::order_keys<Context, Model, Order>.size(); ++i) {
        const std::size_t place = sql::order_keys<Context, Model, Order>[i].place;
        if (place == no_field) continue;
        const column_info& column = info_of<Model>().columns[place];
        if (column.secret) return cursor_fault::secret;
        if (column.type == column_type::json || column.type == column_type::list) return cursor_fault::incomparable;
    }
    return cursor_fault::none;
}

/// The keys of a row in an order: what a cursor holds.
template <class Context, class Model, class Order> class row_place {
    static constexpr const auto& keys = sql::order_keys<Context, Model, Order>;
    using indexes = std::make_index_sequence<keys.size()>;

    template <std::size_t Place> static auto value_at() {
        if constexpr (Place == no_field) return std::type_identity<std::string>{};
        else return std::type_identity<unwrapped_t<reflection::field_type<Model, Place>>>{};
    }
    template <std::size_t I> using value_type = typename decltype(value_at<keys[I].place>())::type;
    template <class Sequence> struct values_of;
    template <std::size_t... I> struct values_of<std::index_sequence<I...>> {
        using type = std::tuple<std::optional<value_type<I>>...>;
    };

public:
    /// The keys of `row` as bytes; `tenant` is the one that the struct does not show, where that is one of them.
    static std::string write(const Model& row, std::string_view tenant) {
        std::string bytes;
        each([&]<std::size_t I>() {
            if constexpr (keys[I].place == no_field) put<std::string_view>(bytes, tenant);
            else {
                const auto& value = reflection::get<keys[I].place>(row);
                if constexpr (!is_optional_v<std::remove_cvref_t<decltype(value)>>) put<wire_of<I>>(bytes, codec_of<I>::encode(value));
                else if (value) put<wire_of<I>>(bytes, codec_of<I>::encode(*value));
                else if constexpr (keys[I].nullable) bytes += '\0';
                else put<std::string_view>(bytes, {}); // no tenant, which is stored as the empty one
            }
            return true;
        });
        return bytes;
    }

    /// The same, into `bytes`, of a row of a statement, whose columns from `column` on are the keys.
    template <class Statement>
    static void write_from(Statement& statement, std::size_t column, driver::row_failure& failed, std::string& bytes) {
        bytes.clear();
        each([&]<std::size_t I>() {
            const auto cell = statement.column(static_cast<int>(column + I));
            if (cell.is_null()) return bytes += '\0', true;
            wire_of<I> wire{};
            value_type<I> value{}; // as `write` has it: a database may spell one in several ways
            errc wrong = cell.read(codec_of<I>::type, wire);
            if (wrong == errc::ok) wrong = codec_of<I>::decode(wire, value);
            if (wrong != errc::ok) failed.note(wrong, keys[I].place);
            else put<wire_of<I>>(bytes, codec_of<I>::encode(value));
            return true;
        });
    }

    /// The keys in bytes of `write`. False for other bytes, which an order whose fields had other types may have made.
    bool read(std::string_view bytes) {
        given_ = true;
        return each([&]<std::size_t I>() {
            std::string_view marker;
            if (!take_bytes(bytes, 1, marker)) return false;
            auto& value = std::get<I>(values_);
            value.reset();
            if (marker[0] == '\0') return keys[I].nullable;
            wire_of<I> wire{};
            return take_key(bytes, wire) && codec_of<I>::decode(wire, value.emplace()) == errc::ok;
        }) && bytes.empty();
    }

    /// See sql::place_mask.
    unsigned mask() const noexcept {
        unsigned mask = given_ ? 1U : 0U, bit = 1;
        each([&]<std::size_t I>() {
            if (keys[I].nullable && given_ && !std::get<I>(values_)) mask |= 1U << bit;
            bit += keys[I].nullable;
            return true;
        });
        return mask;
    }

    template <class Binder> bool bind(Binder& b) const {
        return !given_ || each([&]<std::size_t I>() {
            const auto& value = std::get<I>(values_);
            if (!value) return true;
            if constexpr (keys[I].place == no_field) return b.tenant(*value);
            else return b(info_of<Model>().columns[keys[I].place], *value);
        });
    }

private:
    template <std::size_t I> using codec_of = codec<value_type<I>>;
    template <std::size_t I> using wire_of = wire_t<codec_of<I>::type>;

    template <class Wire> static void put(std::string& bytes, const Wire& wire) {
        bytes += '\1';
        put_key(bytes, wire);
    }
    /// `function.operator()<I>()` for each key, until one answers false.
    template <class Function> static bool each(Function function) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (function.template operator()<I>() && ...);
        }(indexes{});
    }

    typename values_of<indexes>::type values_{};
    bool given_ = false;
};

} // namespace tenon::inline TENON_ABI::repository_detail
