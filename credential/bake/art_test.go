package bake

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The cases V12 to V14 of the catalogue, and neighbours of theirs.
func TestArtThatCanRunOrLoadSomethingIsRefused(t *testing.T) {
	for _, c := range []struct {
		inside string
		err    error
	}{
		{`<script>alert(1)</script>`, ErrActive},
		{`<g><g><script href="#x"/></g></g>`, ErrActive},
		{`<metadata><script/></metadata>`, ErrActive},
		{`<g onload="alert(1)"/>`, ErrActive},
		{`<g onclick="alert(1)"/>`, ErrActive},
		{`<g ONLOAD="alert(1)"/>`, ErrActive},
		{`<a href="javascript:alert(1)"><path/></a>`, ErrActive},
		{`<use href="javascript:alert(1)"/>`, ErrActive},
		{`<use href="java&#115;cript:alert(1)"/>`, ErrActive},
		{`<use href=" JavaScript:alert(1)"/>`, ErrActive},
		{`<use xlink:href="data:text/html,x"/>`, ErrActive},
		{`<image href="data:image/svg+xml;base64,AAAA"/>`, ErrActive},
		{`<image href="data:image/png,AAAA"/>`, ErrActive},
		{`<image href="data:image/png;base64,AA<"/>`, ErrFormat},
		{`<image href="data:image/png;base64,AA)"/>`, ErrActive},
		{`<foreignObject/>`, ErrActive},
		{`<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://a.example"/>`, ErrActive},
		{`<iframe/>`, ErrActive},
		{`<handler/>`, ErrActive},
		{`<animate attributeName="href" to="https://a.example"/>`, ErrActive},
		{`<set attributeName="href" to="https://a.example"/>`, ErrActive},
		{`<animateTransform/>`, ErrActive},
		{`<feImage href="#x"/>`, ErrActive},
		{`<x:script xmlns:x="http://www.w3.org/2000/svg"/>`, ErrActive},
		{`<x:script xmlns:x="http&#58;//www.w3.org/2000/svg"/>`, ErrActive},
		{`<script xmlns="http://www.w3.org/1999/xhtml"/>`, ErrActive},
		{`<Script/>`, ErrActive},
		{`<g xmlns="https://a.example/"/>`, ErrActive},
		{`<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load"/>`, ErrActive},
		{`<path xmlns:x="http://www.w3.org/1999/xlink" x:href="https://a.example"/>`, ErrExternal},
		{`<g xml:base="https://a.example/"/>`, ErrActive},
		{`<rdf:li xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" onload="x"/>`, ErrActive},
		{`<use href="http://a.example/#x"/>`, ErrExternal},
		{`<use href="a.svg#x"/>`, ErrExternal},
		{`<use href="//a.example/#x"/>`, ErrExternal},
		{`<use href=""/>`, ErrExternal},
		{`<image href="https://a.example/1.gif"/>`, ErrExternal},
		{`<image xlink:href="https://a.example/1.gif"/>`, ErrExternal},
		{`<g style="background:url(https://a.example/1.gif)"/>`, ErrExternal},
		{`<g style="fill:URL( 'https://a.example/1.gif')"/>`, ErrExternal},
		{`<g fill="url(https://a.example/#g)"/>`, ErrExternal},
		{`<g style="fill:url(#g);filter:url(&quot;//a.example&quot;)"/>`, ErrExternal},
		{`<g style="fill:u\72l(https://a.example)"/>`, ErrActive},
		{`<g style="fill:r\65 d"/>`, ErrActive},
		{`<g style="width:expression(alert(1))"/>`, ErrActive},
		{`<g style="fill:image-set('https://a.example' 1x)"/>`, ErrActive},
		{`<g style="fill:url/**/(https://a.example)"/>`, ErrActive},
		{`<g cursor="image(https://a.example)"/>`, ErrActive},
		{`<style>@import "https://a.example/x.css";</style>`, ErrActive},
		{`<style><![CDATA[@import "https://a.example/x.css";]]></style>`, ErrActive},
		{`<style>@font-face{src:url(https://a.example/f)}</style>`, ErrActive},
		{`<style>&#64;import "x";</style>`, ErrActive},
		{`<style>path{fill:u<!-- -->rl(https://a.example)}</style>`, ErrExternal},
		{`<style>path{fill:u]]&gt;rl</style><style>a{b:url(x)}</style>`, ErrExternal},
		{`<style><g/></style>`, ErrActive},
		{`<style type="text/less">a</style>`, ErrActive},
		{`<style type="text/javascript">a</style>`, ErrActive},
		{`<?xml-stylesheet href="https://a.example"?>`, ErrActive},
		{`<!DOCTYPE svg>`, ErrDTD},
		{`<g unknown="x"/>`, ErrActive},

		// In the HTML of a page these are something else.
		{`<script xmlns="http://creativecommons.org/ns#">alert(1)</script>`, ErrActive},
		{`<img xmlns="http://creativecommons.org/ns#" src="x"/>`, ErrActive},
		{`<use xmlns:xlink="http://creativecommons.org/ns#"	xlink:href="https://a.example/#x"/>`, ErrActive},
		{`<!---> <img src="x" onerror="alert(1)"/> -->`, ErrActive},
		{`<!--> <img src="x" onerror="alert(1)"/> -->`, ErrActive},
		{`<title><![CDATA[> <img src="x" onerror="alert(1)"/>]]></title>`, ErrActive},
		{`<desc><style><![CDATA[</style><img src=x onerror=x>]]></style></desc>`, ErrActive},
		{`<desc><title><!-- </title><img src=x onerror=x> --></title></desc>`, ErrActive},
		{`<title><style/><!-- </style><img src=x onerror=x> --></title>`, ErrActive},
	} {
		art := inSVG(strings.ReplaceAll(c.inside, " xlink:href", ` xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href`) + "<path/>")
		require.ErrorIs(t, CheckArt(art), c.err, c.inside)
		_, err := Bake(art, []byte(aJWS))
		require.ErrorIs(t, err, c.err, c.inside)
		_, err = Replace(art, []byte(aJWS))
		require.ErrorIs(t, err, c.err, c.inside)
	}
	for _, before := range []string{`<?xml-stylesheet href="https://a.example"?>`, `<?php x?>`} {
		require.ErrorIs(t, CheckArt([]byte(before+plainSVG)), ErrActive)
	}
	for _, root := range []string{
		`<svg xmlns="http://www.w3.org/2000/svg" onload="x"><g/></svg>`,
		`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>`, // in HTML no drawing, and CDATA in it no text
		`<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns="http://www.w3.org/2000/svg"><style/><!-- </style><img src=x onerror=x> --></s:svg>`,
	} {
		require.ErrorIs(t, CheckArt([]byte(root)), ErrActive)
	}
}

func TestArtThatDrawsIsTaken(t *testing.T) {
	for _, inside := range []string{
		`<defs><linearGradient id="g" gradientTransform="rotate(45)"><stop offset="50%" stop-color="rgb(1, 2, 3)"/></linearGradient></defs>`,
		"<!-- art --><desc><![CDATA[a & b]]></desc><style><![CDATA[g>path{fill:red}]]></style>",
		`<path d="M0 0" fill="url(#g)" style="stroke:url('#g');transform:translate(1px)"/>`,
		`<use href="#x"/><use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#x"/>`,
		"<image href=\"data:image/png;base64,iVBO\nRw==\" width=\"1\"/><image href=\"data:image/JPEG;base64,AAAA\"/>",
		`<style type="text/css">.a:not(.b){fill:#fff}</style><style>/* art */</style>`,
		`<title>Leadership (2026)</title><desc>a url(x) @ \ in words</desc><text aria-label="a (b)" class="x(y)">é</text>`,
		`<g xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="Layer (1)"/>`,
		`<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work xmlns:cc="http://creativecommons.org/ns#" rdf:about=""/></rdf:RDF></metadata>`,
	} {
		require.NoError(t, CheckArt(inSVG(inside)), inside)
	}
	for name, art := range pictures(t) {
		require.NoError(t, CheckArt(art), name)
		baked, err := Bake(art, []byte(aJWS))
		require.NoError(t, err)
		require.NoError(t, CheckArt(baked), "%s: the badge is no part of the art", name)
	}
}
