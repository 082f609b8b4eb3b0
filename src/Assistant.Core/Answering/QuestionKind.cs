namespace Assistant.Core.Answering;

/// <summary>What a question asks for.</summary>
internal enum QuestionKind
{
    Other,
    Definition,
    HowTo,
    Number,
    Date,
    Person,
    Place,
    Reason,
    Command,
    Picture,
}
