// SPDX-License-Identifier: Apache-2.0
// Layout: a column a generation, as wide as its widest box. A block stands at the top of its
// subtree, its children to the right below each other in the order in which they left, so no edges
// cross and no boxes overlap.
#include <algorithm>

#include "cli/audit/box.h"
#include "cli/audit/draw.h"
#include "cli/audit/step_words.h"
#include "cli/text_width.h"

namespace heng::cli::audit {
namespace {

constexpr std::size_t kLine = 15;    // height of a line of text
constexpr std::size_t kColumn = 7;   // width of a narrow character
constexpr std::size_t kInset = 10;   // between a box and its text
constexpr std::size_t kGapX = 64;    // between generations
constexpr std::size_t kGapY = 16;    // between boxes
constexpr std::size_t kMargin = 24;  // around the picture

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
  }
  return escaped;
}

struct Box {
  std::vector<BoxLine> lines;
  const BlockLife* life = nullptr;  // null: was not followed
  std::size_t depth = 0;
  std::size_t parent = 0;  // index of its box; its own for a root
  std::size_t parent_line = 0;
  std::size_t x = 0;
  std::size_t y = 0;
  std::size_t width = 0;
  std::size_t subtree = 0;  // height of everything that hangs on it

  [[nodiscard]] std::size_t height() const { return lines.size() * kLine + 2 * kInset; }
};

class Picture {
 public:
  Picture(const Lineage& lineage, Language language) : lineage_(lineage), language_(language) {}

  std::string Draw() && {
    for (const Serial root : lineage_.Roots()) {
      AddBlock(lineage_.lives.at(root), 0, boxes_.size(), 0);
    }
    Place();
    return Write();
  }

 private:
  // Boxes in the order of a walk: each before its children.
  void AddBlock(const BlockLife& life, std::size_t depth, std::size_t parent, std::size_t line) {
    const std::size_t own = boxes_.size();
    Add({.lines = BoxOf(lineage_, life, language_),
         .life = &life,
         .depth = depth,
         .parent = parent,
         .parent_line = line});
    std::size_t at = 0;
    for (const Step& step : life.steps) {
      do {
        ++at;
      } while (boxes_[own].lines[at].weight != BoxLine::Weight::kStep);
      if (step.kind != StepKind::kGave) {
        continue;
      }
      const auto child = lineage_.lives.find(step.child);
      if (child != lineage_.lives.end()) {
        AddBlock(child->second, depth + 1, own, at);
        continue;
      }
      Add({.lines = {{BoxLine::Weight::kDetail, NotFollowed(step, language_)}},
           .life = nullptr,
           .depth = depth + 1,
           .parent = own,
           .parent_line = at});
    }
  }

  void Add(Box box) {
    for (const BoxLine& line : box.lines) {
      box.width = std::max(box.width, DisplayWidth(line.text) * kColumn + 2 * kInset);
    }
    boxes_.push_back(std::move(box));
  }

  void Place() {
    std::vector<std::size_t> widths;
    for (const Box& box : boxes_) {
      widths.resize(std::max(widths.size(), box.depth + 1));
      widths[box.depth] = std::max(widths[box.depth], box.width);
    }
    std::vector<std::size_t> lefts = {kMargin};
    for (const std::size_t width : widths) {
      lefts.push_back(lefts.back() + width + kGapX);
    }
    // Children come after their parent, so backwards every child is known before it.
    std::vector<std::size_t> children(boxes_.size());
    for (std::size_t i = boxes_.size(); i-- > 0;) {
      Box& box = boxes_[i];
      box.subtree = std::max(box.height() + kGapY, children[i]);
      if (box.parent != i) {
        children[box.parent] += box.subtree;
      }
    }
    std::vector<std::size_t> next(boxes_.size());
    std::size_t next_root = kMargin;
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      Box& box = boxes_[i];
      std::size_t& at = box.parent == i ? next_root : next[box.parent];
      box.x = lefts[box.depth];
      box.y = at;
      next[i] = at;
      at += box.subtree;
      right_ = std::max(right_, box.x + box.width);
    }
    bottom_ = next_root;
  }

  void Edge(const Box& box) {
    const Box& parent = boxes_[box.parent];
    const std::size_t from_x = parent.x + parent.width;
    const std::size_t from_y = parent.y + kInset + box.parent_line * kLine + kLine / 2;
    const std::size_t to_y = box.y + kInset + kLine / 2;
    const std::size_t middle = box.x - kGapX / 2;
    svg_ += "<path class=\"edge\" d=\"M" + std::to_string(from_x) + " " + std::to_string(from_y) +
            "H" + std::to_string(middle) + "V" + std::to_string(to_y) + "H" +
            std::to_string(box.x) + "\"/>\n";
  }

  void DrawBox(const Box& box) {
    const std::string_view kind = box.life == nullptr      ? "elsewhere"
                                  : box.life->now.active() ? "active"
                                                           : "ended";
    svg_ += "<rect class=\"" + std::string(kind) + "\" x=\"" + std::to_string(box.x) + "\" y=\"" +
            std::to_string(box.y) + "\" width=\"" + std::to_string(box.width) + "\" height=\"" +
            std::to_string(box.height()) + "\" rx=\"4\"/>\n";
    std::size_t y = box.y + kInset + kLine - 4;
    for (const BoxLine& line : box.lines) {
      Text(line, box.x + kInset, y);
      y += kLine;
    }
  }

  void Text(const BoxLine& line, std::size_t x, std::size_t y) {
    static constexpr std::string_view kClasses[] = {"title", "step", "detail", "now"};
    svg_ += "<text class=\"" + std::string(kClasses[static_cast<std::size_t>(line.weight)]) +
            "\" x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\">" +
            Escaped(line.text) + "</text>\n";
  }

  std::string Write() {
    const std::string verdict = Conclusion(lineage_, language_);
    std::vector<std::string> footer = {verdict};
    footer.insert(footer.end(), lineage_.faults.begin(), lineage_.faults.end());
    footer.insert(footer.end(), lineage_.cut.begin(), lineage_.cut.end());
    for (const std::string& line : footer) {
      right_ = std::max(right_, kMargin + DisplayWidth(line) * kColumn);
    }
    const std::string width = std::to_string(right_ + kMargin);
    const std::string height = std::to_string(bottom_ + footer.size() * kLine + kMargin);
    const std::string title = SerialText(lineage_.batch, lineage_.first, lineage_.last);
    svg_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + width +
           "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height + "\">\n<title>" +
           Escaped(title) + "</title>\n<desc>" + Escaped(verdict) +
           "</desc>\n<style>"
           "text{font:11px 'Noto Sans Mono CJK SC','DejaVu Sans Mono',monospace;fill:#1a1a1a}"
           ".title{font-weight:bold}.detail{fill:#5f6368}.now{fill:#0b57d0}"
           ".edge{fill:none;stroke:#80868b}rect{stroke:#5f6368}.active{fill:#ffffff}"
           ".ended{fill:#e8eaed}.elsewhere{fill:#ffffff;stroke-dasharray:4 3}</style>\n"
           "<rect width=\"100%\" height=\"100%\" fill=\"#fafafa\" stroke=\"none\"/>\n";
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      if (boxes_[i].parent != i) {
        Edge(boxes_[i]);
      }
    }
    for (const Box& box : boxes_) {
      DrawBox(box);
    }
    std::size_t y = bottom_ + kLine;
    for (std::string& line : footer) {
      Text({BoxLine::Weight::kTitle, std::move(line)}, kMargin, y);
      y += kLine;
    }
    return std::move(svg_) + "</svg>\n";
  }

  const Lineage& lineage_;
  const Language language_;
  std::vector<Box> boxes_;
  std::size_t right_ = 0;
  std::size_t bottom_ = 0;
  std::string svg_;
};

}  // namespace

std::string DrawSvg(const Lineage& lineage, Language language) {
  return Picture(lineage, language).Draw();
}

}  // namespace heng::cli::audit
