// Tables in columns as wide as their content.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace registry {

/// `1234567` as `1,234,567`.
inline std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::ptrdiff_t first = number < 0 ? 1 : 0;
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > first; place -= 3)
        digits.insert(static_cast<std::size_t>(place), 1, ',');
    return digits;
}

/// `1 row`, `2 rows`.
inline std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
    return grouped(number).append(" ").append(number == 1 ? one : many);
}

/// Characters of a text in UTF-8, for those that are one column wide.
inline std::size_t width_of(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// At most `most` characters of a text; a longer one ends in `…`.
inline std::string shortened(std::string_view text, std::size_t most) {
    if (width_of(text) <= most) return std::string(text);
    std::size_t bytes = 0;
    std::size_t characters = 0;
    for (; bytes < text.size(); ++bytes)
        if ((static_cast<unsigned char>(text[bytes]) & 0xc0U) != 0x80U && ++characters == most) break;
    return std::string(text.substr(0, bytes)) + "…";
}

class table_printer {
public:
    enum class align { left, right };

    explicit table_printer(std::vector<std::pair<std::string, align>> columns) : columns_(std::move(columns)) {}

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    void print() const {
        std::vector<std::size_t> widths;
        std::vector<std::string> names;
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            std::size_t widest = width_of(columns_[i].first);
            for (const auto& row : rows_)
                widest = std::max(widest, width_of(row[i]));
            widths.push_back(widest);
            names.push_back(columns_[i].first);
            lines.emplace_back(widest, '-');
        }
        print_row(names, widths);
        print_row(lines, widths);
        for (const auto& row : rows_)
            print_row(row, widths);
        if (rows_.empty()) std::puts("  (none)");
    }

private:
    void print_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) const {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths[i] - width_of(row[i]), ' ');
            text += i == 0 ? "  " : "   ";
            text += columns_[i].second == align::right ? space + row[i] : row[i] + space;
        }
        while (text.ends_with(' '))
            text.pop_back();
        std::puts(text.c_str());
    }

    std::vector<std::pair<std::string, align>> columns_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace registry
