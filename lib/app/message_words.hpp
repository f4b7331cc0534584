#pragma once

#include <span>
#include <string>

#include "core/context.hpp"
#include "core/event.hpp"

namespace conclave::app {

/// The words of an event (see words_of), where a link's message shows what it carries:
/// "Data #3 of Challenge()". `channels` are those of any process of the run.
std::string message_words(Event const& event, std::span<ChannelState const> channels);

}  // namespace conclave::app
