using System.ComponentModel.DataAnnotations;

namespace Assistant.Ingestion.Parsing;

/// <summary>Limits of the parsers, section <c>Assistant:Parsing</c>.</summary>
public sealed class ParsingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Parsing";

    /// <summary>Largest content in bytes; 1 KiB to 1 GiB, 256 MiB by default.</summary>
    [Range(1024, 1L << 30)]
    public long MaxBytes { get; set; } = 256L << 20;

    /// <summary>Longest parsed text in characters; a thousand to 200 million, 20 million by default.</summary>
    [Range(1_000, 200_000_000)]
    public int MaxTextCharacters { get; set; } = 20_000_000;

    /// <summary>Longest time for one document, OCR of one picture apart; 1 to 600 s, 60 s by default.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Longest time for reading the text of one picture; 1 to 600 s, 20 s by default.</summary>
    [Range(1, 600)]
    public int OcrTimeoutSeconds { get; set; } = 20;

    /// <summary>Whether text is read from pictures where tesseract is installed.</summary>
    public bool Ocr { get; set; } = true;

    /// <summary>Languages of tesseract, joined by <c>+</c>; those that are not installed are left out.</summary>
    [RegularExpression("[A-Za-z_]{2,20}([+][A-Za-z_]{2,20}){0,9}")]
    public string OcrLanguages { get; set; } = "eng";

    /// <summary>Child processes (pdftotext, tesseract) that run at the same time; 0 for one each processor.</summary>
    [Range(0, 256)]
    public int ChildProcesses { get; set; }

    /// <summary>Memory of a child process in MiB, enforced where <c>prlimit</c> is installed; 1 GiB by default.</summary>
    [Range(64, 65_536)]
    public int ChildMemoryMegabytes { get; set; } = 1024;

    /// <summary>Entries of an archive; 10,000 by default.</summary>
    [Range(1, 1_000_000)]
    public int MaxArchiveEntries { get; set; } = 10_000;
}
