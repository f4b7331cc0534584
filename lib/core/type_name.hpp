#pragma once

#include <string_view>

namespace conclave {

/// The unqualified name of a class, "BullyElection": the name of a module is the name of its class.
template <class T>
consteval std::string_view type_name() {
    std::string_view name =
        __PRETTY_FUNCTION__;  // g++ and clang++: "... [with T = a::b::Type; ...]"
    name.remove_prefix(name.find("T = ") + 4);
    name = name.substr(0, name.find_first_of(";]"));
    name = name.substr(0, name.find('<'));
    if (auto const colon = name.rfind(':'); colon != name.npos) name.remove_prefix(colon + 1);
    return name;
}

}  // namespace conclave
