// tenon/postgres/array.hpp: lists as PostgreSQL's arrays. Source: array_send in src/backend/utils/adt/arrayfuncs.c:
// dimensions, whether there are NULLs, the type of the elements, each dimension's size and first index, the elements.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values/list.hpp>
#include <tenon/postgres/values.hpp>
#include <tenon/postgres/wire.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace tenon::inline TENON_ABI::postgres::detail {

template <class Integer> void append_big_endian(std::string& out, Integer value) {
    char bytes[sizeof value];
    write_big_endian(bytes, value);
    out.append(bytes, sizeof bytes);
}

/// Appends the array of a list. errc::ok, or why an element cannot be held.
TENON_RARE errc append_array(std::string& out, const list_view& list, std::uint32_t element) {
    append_big_endian<std::int32_t>(out, list.size == 0 ? 0 : 1);
    append_big_endian<std::int32_t>(out, 0);
    append_big_endian<std::uint32_t>(out, element);
    if (list.size == 0) return errc::ok;
    if (list.size > 0x7fff'ffffU) return errc::too_long;
    append_big_endian(out, static_cast<std::int32_t>(list.size));
    append_big_endian<std::int32_t>(out, 1);
    for (std::size_t i = 0; i < list.size; ++i) {
        const std::size_t size_at = out.size();
        append_big_endian<std::int32_t>(out, 0);
        const wire_value value = list[i];
        const errc refused = std::visit([&](const auto& held) { return append_value(out, list.element, element, held); }, value);
        if (refused != errc::ok) return refused;
        write_big_endian(out.data() + size_at, static_cast<std::int32_t>(out.size() - size_at - 4));
    }
    return out.size() > most_bytes ? errc::too_long : errc::ok;
}

/// Appends the text of an array of texts: for elements whose type only the server knows.
TENON_RARE errc append_array_text(std::string& out, const list_view& list) {
    out += '{';
    for (std::size_t i = 0; i < list.size; ++i) {
        if (i != 0) out += ',';
        const wire_value value = list[i];
        const auto* text = std::get_if<std::string_view>(&value);
        if (text == nullptr) return errc::invalid_value;
        if (const errc refused = refusal(*text); refused != errc::ok) return refused;
        out += '"';
        for (const char c : *text) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    out += '}';
    return errc::ok;
}

/// Reads an array into the JSON that codecs of lists read. False: it has more than one dimension or NULLs, its elements are
/// of a type that is not known, or it is damaged.
TENON_RARE bool array_to_json(std::string_view in, std::string& out) {
    out = "[";
    if (in.size() < 12) return false;
    const auto number = [&](std::size_t at) { return read_big_endian<std::int32_t>(in.data() + at); };
    const auto dimensions = number(0);
    const auto element = static_cast<std::uint32_t>(number(8));
    if (dimensions == 0) return (out += ']'), true;
    if (dimensions != 1 || number(4) != 0 || in.size() < 20) return false;
    const auto size = number(12);
    if (size < 0) return false;
    in.remove_prefix(20);
    std::string scratch;
    for (std::int32_t i = 0; i < size; ++i) {
        if (in.size() < 4) return false;
        const auto length = read_big_endian<std::int32_t>(in.data());
        in.remove_prefix(4);
        if (length < 0 || static_cast<std::size_t>(length) > in.size()) return false;
        const std::string_view bytes = in.substr(0, static_cast<std::size_t>(length));
        in.remove_prefix(bytes.size());
        if (i != 0) out += ',';
        const auto append = [&](auto value, errc read) {
            if (read == errc::ok) append_list_element(out, value);
            return read == errc::ok;
        };
        const auto append_read = [&]<class Value>(std::type_identity<Value>) {
            Value value{};
            const errc read = read_value(element, bytes, value);
            return append(value, read);
        };
        bool done = false;
        switch (element) {
        case bool_type: done = append_read(std::type_identity<bool>{}); break;
        case int2_type:
        case int4_type:
        case int8_type: done = append_read(std::type_identity<std::int64_t>{}); break;
        case float4_type:
        case float8_type: done = append_read(std::type_identity<double>{}); break;
        case timestamp_type:
        case timestamptz_type: done = append_read(std::type_identity<timestamp>{}); break;
        case date_type: done = append_read(std::type_identity<date>{}); break;
        case uuid_type: done = append_read(std::type_identity<uuid>{}); break;
        case numeric_type:
            done = read_numeric(bytes, scratch) && append(std::string_view(scratch), errc::ok);
            break;
        case text_type:
        case varchar_type:
        case bpchar_type: done = append(bytes, errc::ok); break;
        // Enums, whose type a user made. Others of PostgreSQL's own are no text: their bytes mean something else.
        default: done = element >= first_made_type && append(bytes, errc::ok); break;
        }
        if (!done) return false;
    }
    return (out += ']'), in.empty();
}

} // namespace tenon::inline TENON_ABI::postgres::detail
