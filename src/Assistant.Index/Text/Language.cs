namespace Assistant.Index.Text;

/// <summary>A language with a stemmer.</summary>
public enum Language : byte
{
    /// <summary>No stemming.</summary>
    None,

    /// <summary>English (Porter 2).</summary>
    English,

    /// <summary>German.</summary>
    German,

    /// <summary>French.</summary>
    French,

    /// <summary>Spanish.</summary>
    Spanish,

    /// <summary>Italian.</summary>
    Italian,

    /// <summary>Portuguese.</summary>
    Portuguese,

    /// <summary>Russian.</summary>
    Russian,
}
