using Assistant.Core.Content;

namespace Assistant.Core.Chunking;

/// <summary>A piece of text that stays whole: a sentence, a table row, a block or line of code, a heading.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">After the last character.</param>
/// <param name="Weight">Half words of the piece.</param>
/// <param name="Gap">Half words of the white space before it.</param>
/// <param name="Section">Index of its section.</param>
/// <param name="Page">Page, where the format has pages.</param>
/// <param name="Kind">Role of its block.</param>
/// <param name="StartsBlock">Whether a chunk is well begun here: first piece of a block, or after an empty line.</param>
internal readonly record struct TextUnit(int Start, int End, int Weight, int Gap, int Section, int? Page, BlockKind Kind, bool StartsBlock);
