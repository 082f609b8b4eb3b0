namespace Assistant.Core.Pal.Syntax;

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
    LeftShift,
    RightShift,
    And,
    Or,
    Xor,
    MatrixMultiply,
}

internal enum UnaryOperator
{
    Plus,
    Minus,
    Invert,
    Not,
}

internal enum CompareOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Is,
    IsNot,
}

internal enum ComprehensionKind
{
    List,
    Set,
    Dictionary,
    Generator,
}

/// <summary>An expression; every node knows its line.</summary>
internal abstract record Expression(int Line);

internal sealed record LiteralExpression(object Value, int Line) : Expression(Line);

internal sealed record NameExpression(string Id, int Line) : Expression(Line);

internal sealed record JoinedString(Expression[] Parts, int Line) : Expression(Line);

/// <summary>A field of a formatted string; <paramref name="Conversion"/> is r, s, a or '\0'.</summary>
internal sealed record FormattedField(Expression Value, char Conversion, Expression? Spec, int Line) : Expression(Line);

internal sealed record ListExpression(Expression[] Items, int Line) : Expression(Line);

internal sealed record TupleExpression(Expression[] Items, int Line) : Expression(Line);

internal sealed record SetExpression(Expression[] Items, int Line) : Expression(Line);

/// <summary>A dictionary display; an entry without a key is unpacked (<c>**other</c>).</summary>
internal sealed record DictionaryExpression((Expression? Key, Expression Value)[] Entries, int Line) : Expression(Line);

internal sealed record UnaryExpression(UnaryOperator Operator, Expression Operand, int Line) : Expression(Line);

internal sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right, int Line) : Expression(Line);

internal sealed record LogicalExpression(bool IsAnd, Expression[] Operands, int Line) : Expression(Line);

internal sealed record ComparisonExpression(Expression First, (CompareOperator Operator, Expression Operand)[] Rest, int Line) : Expression(Line);

internal sealed record ConditionalExpression(Expression Test, Expression Then, Expression Else, int Line) : Expression(Line);

internal sealed record LambdaExpression(FunctionCode Code, int Line) : Expression(Line);

/// <summary>One argument of a call: plain, named, <c>*values</c> (one star) or <c>**names</c> (two).</summary>
internal sealed record Argument(Expression Value, string? Name, int Stars);

internal sealed record CallExpression(Expression Function, Argument[] Arguments, int Line) : Expression(Line);

internal sealed record AttributeExpression(Expression Target, string Name, int Line) : Expression(Line);

internal sealed record SubscriptExpression(Expression Target, Expression Index, int Line) : Expression(Line);

internal sealed record SliceExpression(Expression? Start, Expression? Stop, Expression? Step, int Line) : Expression(Line);

internal sealed record StarredExpression(Expression Value, int Line) : Expression(Line);

internal sealed record NamedExpression(string Name, Expression Value, int Line) : Expression(Line);

internal sealed record ComprehensionClause(Expression Target, Expression Source, Expression[] Conditions);

internal sealed record ComprehensionExpression(ComprehensionKind Kind, Expression Element, Expression? Value, ComprehensionClause[] Clauses, Scope Scope, int Line) : Expression(Line);

/// <summary><c>yield value</c>, or <c>yield from value</c> when <paramref name="Delegates"/>.</summary>
internal sealed record YieldExpression(Expression? Value, bool Delegates, int Line) : Expression(Line);
