#pragma once

#include <tuple>
#include <vector>

#include "check/operations.hpp"
#include "check/property.hpp"
#include "core/show.hpp"

/// A register that everybody reads and writes, judged from its operations alone: when each was
/// invoked and when it responded. Which algorithm stands behind it makes no difference.
namespace conclave::check {

/// One operation on a register. Values are compared by their bytes.
struct RegisterOperation {
    bool writes{false};
    Event const* invoked{nullptr};
    Event const* responded{nullptr};  ///< null: it has no end
    Bytes value{};                    ///< what it wrote, or read
    std::string shown{};              ///< the value, for people
};

/// "Every read operation returns the value that was written most recently in a hypothetical
/// execution, where every failed operation appears to be complete or does not appear to have been
/// invoked at all, and every complete operation appears to have been executed at some instant
/// between its invocation and its completion" (Cachin, Guerraoui, Rodrigues 2e, Module 4.4).
///
/// Exact where all written values differ; where two are equal, nothing is decided. The method is
/// that of Gibbons and Korach, Testing Shared Memories (SIAM J. Comput. 26(4), 1997), Theorem 4.1,
/// in n log n steps and some more for each two operations that overlap.
[[nodiscard]] Finding atomicity(History const& history,
                                std::vector<RegisterOperation> const& operations,
                                Bytes const& initial);

/// The operations of a module's `write`, with a value, and of its `read`, which returns one.
template <class Write, class Read, class Owner>
[[nodiscard]] std::vector<RegisterOperation> register_operations(History const& history,
                                                                 Write Owner::*write,
                                                                 Read Owner::*read) {
    std::vector<RegisterOperation> all;
    for (auto const& w : operations(history, write)) {
        auto const& value = std::get<0>(w.arguments);
        all.push_back({true, w.invoked, w.responded, encode(value), show(value)});
    }
    for (auto const& r : operations(history, read)) {
        if (!r.result) continue;  // what has not returned tells nothing
        auto const& value = std::get<0>(*r.result);
        all.push_back({false, r.invoked, r.responded, encode(value), show(value)});
    }
    return all;
}

/// NNAR1 Termination and NNAR2 Atomicity of an (N,N) atomic register: `atomic_register(
/// &Register::write, &Register::read, 0)`.
template <class Write, class Read, class Owner, class Value>
[[nodiscard]] std::vector<Property> atomic_register(Write Owner::*write, Read Owner::*read,
                                                    Value const& initial) {
    auto const termination = [=](History const& history) {
        Finding finding;
        must_respond(history, operations(history, write), finding);
        must_respond(history, operations(history, read), finding);
        return finding;
    };
    auto const value_read = [=](History const& history) {
        return atomicity(history, register_operations(history, write, read), encode(initial));
    };
    return {{"NNAR1", "Termination", termination}, {"NNAR2", "Atomicity", value_read}};
}

}  // namespace conclave::check
