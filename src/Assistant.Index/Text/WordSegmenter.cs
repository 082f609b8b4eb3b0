using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Assistant.Index.Text;

/// <summary>Shape of a word, for the analyzer.</summary>
internal enum WordShape : byte
{
    /// <summary>Letters and digits.</summary>
    Word,

    /// <summary>Digits with separators.</summary>
    Number,

    /// <summary>An identifier with humps, underscores or dots; has parts.</summary>
    Identifier,

    /// <summary>A command-line flag, dashes included.</summary>
    Flag,

    /// <summary>A run of a script that is written without spaces.</summary>
    Ideographs,

    /// <summary>An emoji.</summary>
    Symbol,
}

/// <summary>
/// Cuts text into words by the word boundary rules of UAX 29, with three changes for retrieval: flags such as <c>--max-depth</c>
/// are one word, runs of unspaced scripts are kept together for the analyzer's bigrams, and punctuation and white space are
/// no words. Does not allocate.
/// </summary>
internal ref struct WordSegmenter
{
    private readonly ReadOnlySpan<char> _text;
    private int _next;

    public WordSegmenter(ReadOnlySpan<char> text) => _text = text;

    /// <summary>First character of the word, UTF-16 offset.</summary>
    public int Start { get; private set; }

    /// <summary>UTF-16 units of the word.</summary>
    public int Length { get; private set; }

    /// <summary>Shape of the word.</summary>
    public WordShape Shape { get; private set; }

    /// <summary>The word as written.</summary>
    public readonly ReadOnlySpan<char> Current => _text.Slice(Start, Length);

    /// <summary>Goes to the next word; false at the end.</summary>
    public bool MoveNext()
    {
        ref var table = ref MemoryMarshal.GetReference(CharClasses.Table);
        for (var i = _next; i < _text.Length;)
        {
            var c = (CharClass)Unsafe.Add(ref table, _text[i]);
            switch (c)
            {
                case CharClass.Lower or CharClass.Upper or CharClass.Digit or CharClass.Connector:
                    if (ScanWord(i, i))
                        return true;
                    i = _next;
                    break;
                case CharClass.Hyphen when IsFlag(i, out var name):
                    ScanWord(i, name);
                    return true;
                case CharClass.Ideograph:
                    return Take(i, EndOfIdeographs(i), WordShape.Ideographs);
                case CharClass.Symbol:
                    return Take(i, EndOfMarks(i + 1), WordShape.Symbol);
                case CharClass.HighSurrogate when i + 1 < _text.Length && char.IsLowSurrogate(_text[i + 1]):
                    switch (CharClasses.OfSupplementary(char.ConvertToUtf32(_text[i], _text[i + 1])))
                    {
                        case CharClass.Ideograph:
                            return Take(i, EndOfIdeographs(i), WordShape.Ideographs);
                        case CharClass.Symbol:
                            return Take(i, EndOfMarks(i + 2), WordShape.Symbol);
                        case CharClass.Lower or CharClass.Upper or CharClass.Digit:
                            if (ScanWord(i, i))
                                return true;
                            i = _next;
                            break;
                        default:
                            i += 2;
                            break;
                    }

                    break;
                default:
                    i++;
                    break;
            }
        }

        _next = _text.Length;
        return false;
    }

    private bool Take(int start, int end, WordShape shape)
    {
        Start = start;
        Length = end - start;
        Shape = shape;
        _next = end;
        return true;
    }

    /// <summary>Scans letters, digits and what joins them from <paramref name="i"/>; false for connectors alone.</summary>
    private bool ScanWord(int start, int i)
    {
        ref var table = ref MemoryMarshal.GetReference(CharClasses.Table);
        var flag = i > start;
        bool letters = false, digits = false, parts = false, connectors = false;
        var previous = CharClass.Other;
        var uppers = 0;
        while (i < _text.Length)
        {
            var c = (CharClass)Unsafe.Add(ref table, _text[i]);
            var width = 1;
            if (c == CharClass.HighSurrogate && i + 1 < _text.Length && char.IsLowSurrogate(_text[i + 1]))
            {
                c = CharClasses.OfSupplementary(char.ConvertToUtf32(_text[i], _text[i + 1]));
                width = 2;
            }

            if (c == CharClass.Lower)
            {
                // Two capitals before a small letter begin a hump (HTTPServer), unless only one letter follows (URLs).
                parts |= uppers >= 2 && i + 1 < _text.Length && CharClasses.Of(_text[i + 1]) == CharClass.Lower;
                letters = true;
                uppers = 0;
            }
            else if (c == CharClass.Upper)
            {
                parts |= previous == CharClass.Lower;
                letters = true;
                uppers++;
            }
            else if (c == CharClass.Digit)
            {
                digits = true;
                uppers = 0;
            }
            else if (c == CharClass.Connector)
            {
                connectors = true;
                uppers = 0;
            }
            else if (c == CharClass.Mark)
            {
                i += width;
                continue;
            }
            else if (c is CharClass.MidBoth or CharClass.MidLetter or CharClass.MidNumber && i + 1 < _text.Length)
            {
                var next = CharClasses.Of(_text[Math.Min(i + 1, _text.Length - 1)]);
                var joins = i + 1 < _text.Length && (previous is CharClass.Lower or CharClass.Upper
                    ? c != CharClass.MidNumber && next is CharClass.Lower or CharClass.Upper && c != CharClass.MidNumber
                    : previous == CharClass.Digit && c != CharClass.MidLetter && next == CharClass.Digit);
                if (!joins)
                    break;
                parts |= letters && _text[i] == '.';
                uppers = 0;
            }
            else if (c == CharClass.Hyphen && flag && i + 1 < _text.Length && CharClasses.Of(_text[i + 1]) is CharClass.Lower or CharClass.Upper or CharClass.Digit)
            {
                uppers = 0;
            }
            else
            {
                break;
            }

            previous = c;
            i += width;
        }

        Take(start, i, flag ? WordShape.Flag : parts || connectors ? WordShape.Identifier : letters || !digits ? WordShape.Word : WordShape.Number);
        return letters || digits;
    }

    /// <summary>Whether dashes at <paramref name="i"/> begin a flag: -x, -type, --max-depth after white space, a bracket, a quote or an equals sign.</summary>
    private readonly bool IsFlag(int i, out int name)
    {
        name = i + 1;
        if (i > 0 && !char.IsWhiteSpace(_text[i - 1]) && _text[i - 1] is not ('`' or '(' or '[' or '{' or '"' or '\'' or '=' or '|' or ',' or '/'))
            return false;
        if (name < _text.Length && _text[name] == '-')
            name++;
        return name < _text.Length && CharClasses.Of(_text[name]) is CharClass.Lower or CharClass.Upper;
    }

    private readonly int EndOfMarks(int i)
    {
        while (i < _text.Length)
        {
            if (CharClasses.Of(_text[i]) == CharClass.Mark)
                i++;
            else if (char.IsHighSurrogate(_text[i]) && i + 1 < _text.Length && char.IsLowSurrogate(_text[i + 1])
                && CharClasses.OfSupplementary(char.ConvertToUtf32(_text[i], _text[i + 1])) == CharClass.Mark)
                i += 2;
            else
                break;
        }

        return i;
    }

    private readonly int EndOfIdeographs(int i)
    {
        while (i < _text.Length)
        {
            var c = CharClasses.Of(_text[i]);
            if (c is CharClass.Ideograph or CharClass.Mark)
                i++;
            else if (c == CharClass.HighSurrogate && i + 1 < _text.Length && char.IsLowSurrogate(_text[i + 1])
                && CharClasses.OfSupplementary(char.ConvertToUtf32(_text[i], _text[i + 1])) == CharClass.Ideograph)
                i += 2;
            else
                break;
        }

        return i;
    }
}
