#pragma once

#include <string>
#include <vector>

#include "core/event.hpp"

namespace conclave::app {

/// Gathers what one process does to several others in one moment: messages that were sent or lost,
/// suspicions. Like ones that differ in the peer alone become one group, and one line of the story.
class Gatherer {
public:
    struct Group {
        Event first;
        std::string words;  ///< of all of them, but for an indication's peer
        std::vector<ProcessId> peers;
    };

    /// Whether this event may be gathered, and belongs to the moment of those that are.
    [[nodiscard]] bool takes(Event const& event) const;
    /// `words`: see words_of.
    void add(Event const& event, std::string words);
    /// What was gathered, in the order in which it began.
    [[nodiscard]] std::vector<Group> take();

private:
    std::vector<Group> groups_;
};

}  // namespace conclave::app
