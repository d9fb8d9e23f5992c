// tenon/sql/text.hpp: SQL text that the compiler writes.
//
// A statement is a type with `static constexpr void write(text_writer&)`. It is written twice: once to learn the length,
// once into an array of that length, which ends up in read-only memory.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/fixed_string.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// Writes text into a given array, or only counts when there is none. Usable by the compiler and at run time.
class text_writer {
public:
    /// `dialect`: the number of the one that is wanted, for statements of a choice of several.
    constexpr explicit text_writer(char* out = nullptr, std::size_t dialect = 0) noexcept : out_(out), dialect_(dialect) {}

    constexpr std::size_t dialect() const noexcept { return dialect_; }

    constexpr void write(std::string_view text) noexcept {
        if (doubling_) {
            for (const char c : text) put(c);
            return;
        }
        const std::size_t size = text.size();
        if (out_ != nullptr) {
            const char* const from = text.data(); // quicker to compile than the view's own operator
            for (std::size_t i = 0; i < size; ++i) out_[size_ + i] = from[i];
        }
        size_ += size;
    }

    /// A name in double quotes. Always quoted: any name is a good name, keywords too.
    /// `before`: what the name begins with.
    constexpr void identifier(std::string_view name, std::string_view before = {}) noexcept {
        write("\"");
        write(before);
        while (true) {
            const std::size_t quote = name.find('"');
            if (quote == std::string_view::npos) break;
            write(name.substr(0, quote + 1));
            write("\"");
            name.remove_prefix(quote + 1);
        }
        write(name);
        write("\"");
    }

    /// What `content()` writes, as a text in single quotes.
    template <class Content> constexpr void literal(Content content) noexcept {
        write("'");
        doubling_ = true;
        content();
        doubling_ = false;
        write("'");
    }

    constexpr void number(std::size_t value) noexcept {
        char digits[20]{};
        std::size_t count = 0;
        do {
            digits[sizeof digits - ++count] = static_cast<char>('0' + value % 10);
            value /= 10;
        } while (value != 0);
        write({digits + (sizeof digits - count), count});
    }

    /// Counts one more parameter and gives its number, from 1.
    constexpr std::size_t next_parameter() noexcept { return ++parameters_; }

    /// How many parameters there are so far.
    constexpr std::size_t parameters() const noexcept { return parameters_; }

    /// What is written next has the parameters behind this many again: the same values stand at several places.
    constexpr void go_back_to(std::size_t parameters) noexcept { parameters_ = parameters; }

    constexpr std::size_t size() const noexcept { return size_; }

private:
    constexpr void put(char c) noexcept {
        for (int times = c == '\'' ? 2 : 1; times > 0; --times, ++size_)
            if (out_ != nullptr) out_[size_] = c;
    }

    char* out_;
    std::size_t dialect_;
    std::size_t size_ = 0;
    std::size_t parameters_ = 0;
    bool doubling_ = false; ///< quotes, inside a literal
};

namespace detail {
template <class Statement, std::size_t Dialect> consteval std::size_t text_size() {
    text_writer counter(nullptr, Dialect);
    Statement::write(counter);
    return counter.size();
}
template <class Statement, std::size_t Dialect> consteval auto written() {
    fixed_string<text_size<Statement, Dialect>()> text;
    text_writer writer(text.characters, Dialect);
    Statement::write(writer);
    return text;
}
} // namespace detail

/// The text of a statement type: constant, with a NUL behind it.
template <class Statement, std::size_t Dialect = 0> inline constexpr auto text_of = detail::written<Statement, Dialect>();

/// What `write(text_writer&)` writes, when the program runs.
template <class Write> std::string written_text(Write write) {
    text_writer counter;
    write(counter);
    std::string text(counter.size(), '\0');
    text_writer writer(text.data());
    write(writer);
    return text;
}

/// Separates the members of a list: `separator comma(", "); for (…) { comma(w); … }`
class separator {
public:
    constexpr explicit separator(std::string_view first, std::string_view others) noexcept
        : next_(first), others_(others) {}
    constexpr explicit separator(std::string_view others) noexcept : separator("", others) {}
    constexpr void operator()(text_writer& w) noexcept {
        w.write(next_);
        next_ = others_;
    }

private:
    std::string_view next_;
    std::string_view others_;
};

/// `one(0), one(1), …`: each writes one of so many.
template <class One> constexpr void write_list(text_writer& w, std::size_t count, One one) noexcept {
    separator comma(", ");
    for (std::size_t i = 0; i < count; ++i) {
        comma(w);
        one(i);
    }
}

} // namespace tenon::inline TENON_ABI::sql
